"""Edits of fitted fields: crop, extend, fine-tune, decode a part. Croppable INRs section 3."""
