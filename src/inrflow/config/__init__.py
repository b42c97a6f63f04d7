"""The configuration: pydantic models, their check, and the documents made from them.

Kept free of imports so that a stage that needs one model depends on that model alone.
"""
