"""The version of the conversion, alone so that asking for it imports no format."""

CONVERSION = "conversion-9"
"""The rules by which files become text; raise it where they give another text for the same file, which is read anew."""
