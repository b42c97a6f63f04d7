"""What the paper claims of croppable fields, and what these fits say."""
