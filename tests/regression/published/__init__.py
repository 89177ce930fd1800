"""Published cases in the words of an instance: one file per family of cases.

Cases are read where they lie, by their collection's own reader; nothing of them is kept here.
"""
