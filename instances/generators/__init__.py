"""Builds the Japan–EU instances from the sourced tables of the data room.

``python -m instances.generators`` writes them all; see ``__main__``. The data room is looked for at
``../shared/data`` beside the repository, or where the environment variable ``JUNKAN_SHARED`` says.
"""
