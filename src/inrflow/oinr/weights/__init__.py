"""Weight space: fields between two fields, their symmetries undone or not."""
