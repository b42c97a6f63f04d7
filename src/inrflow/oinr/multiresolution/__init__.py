"""One field for a picture at many sizes (O-INR section 5, Figs. 2, 10, 14)."""
