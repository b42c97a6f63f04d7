"""The unit that contributions have under a reading."""

from inrflow.tracing.readings import Reading

SIGNAL = "the signal's (R, G, B in 0..1)"
UNITS: dict[Reading, str] = {
    "share": f"{SIGNAL} before any output map; for blocks under a head, their activations'",
    "released": f"the stage's activations'; for the last stage {SIGNAL} before any output map",
    "paper": f"the stage's activations'; for the last stage {SIGNAL}",
}
