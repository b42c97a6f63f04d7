"""The workflow as a whole: what reruns after a change, what is refused, what a kill leaves."""
