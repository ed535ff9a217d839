"""One seed's grid, market, control room and forecasts, which belong together."""

from ingestion.simulator.events import Events
from ingestion.simulator.forecasts import Forecasts
from ingestion.simulator.grid import Grid
from ingestion.simulator.prices import Market
from ingestion.simulator.reserves import Reserves


class World:
    """Everything that documents are written from. Two worlds of one seed and the same events are equal."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.events = Events()
        self.grid = Grid(seed)
        self.market = Market(self.grid, self.events)
        self.reserves = Reserves(self.grid, self.market, self.events)
        self.forecasts = Forecasts(self.grid)
