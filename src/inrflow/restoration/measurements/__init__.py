"""The noun of this station: `Operator`, one way of measuring a picture a file."""
