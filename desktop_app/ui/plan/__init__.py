"""The improvement plan on the screen: what can be taken into it, its table, and the action at hand."""
