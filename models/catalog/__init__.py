"""The semantic catalog: every unit, entity, dataset and measure, each said once."""
