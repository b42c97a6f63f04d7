"""The learning rate over a run."""

import math

from inrflow.config.recipe import Schedule


def rate(schedule: Schedule, step: int, steps: int) -> float:
    """Return the factor on the learning rate at a step.

    With warm-up w and start a: a + (1 - a) e / w while e < w, then for `cosine` with floor b
    b + (1 - b) (cos(pi (e - w) / (1 - w)) + 1) / 2, where e = step / steps (XINC's
    `cosine_0.1_1_0.1`; O-INR's sequences end at b = 0.5), and for `exponential` final^e (INCODE).
    """
    done = step / steps
    if done < schedule.warmup:
        return schedule.start + (1 - schedule.start) * done / schedule.warmup
    if schedule.kind == "constant":
        return 1.0
    if schedule.kind == "exponential":
        return schedule.final**done
    fallen = 0.5 * (math.cos(math.pi * (done - schedule.warmup) / (1 - schedule.warmup)) + 1)
    return schedule.floor + (1 - schedule.floor) * fallen
