"""Reserves and the heartbeat of the grid: PRC, ancillary capability and awards, frequency, inertia."""

import numpy as np

from ingestion.simulator import weather
from ingestion.simulator.days import HOUR, OperatingDay
from ingestion.simulator.events import Events
from ingestion.simulator.grid import Grid
from ingestion.simulator.noise import Floats, Instants, wave, white
from ingestion.simulator.prices import Market

# Seconds of each minute at which ERCOT's control room publishes a reading.
READING_SECONDS = (4, 12, 24, 32, 44, 52)
GROUPS: dict[str, tuple[str, ...]] = {
    "responsiveReserveCapabilityGroup": (
        "rrcCapPfrGenEsr",
        "rrcCapLrWoClr",
        "rrcCapLr",
        "rrcCapFfr",
        "rrcCapFfrEsr",
    ),
    "responsiveReserveAwardsGroup": ("rrAwdGen", "rrAwdNonClr", "rrAwdClr", "rrAwdFfr"),
    "ercotContingencyReserveCapabilityGroup": (
        "ecrsCapGen",
        "ecrsCapNclr",
        "ecrsCapClr",
        "ecrsCapQs",
        "ecrsCapEsr",
        "ecrsCapDeployedGenLr",
    ),
    "ercotContingencyReserveAwardsGroup": (
        "ecrsAwdGen",
        "ecrsAwdNonClr",
        "ecrsAwdClr",
        "ecrsAwdQs",
        "ecrsAwdEsr",
    ),
    "nonSpinReserveCapabilityGroup": (
        "nsrCapOnGenWoEo",
        "nsrCapOffResWOs",
        "nsrCapUndeployedLr",
        "nsrCapOffGen",
        "nsrCapEsr",
    ),
    "nonSpinReserveAwardsGroup": (
        "nsrAwdGenWEo",
        "nsrAwdGenWOs",
        "nsrAwdLr",
        "nsrAwdOffGen",
        "nsrAwdQs",
        "nsrAwdAs",
    ),
    "regulationCapacityGroup": (
        "regUpCap",
        "regDownCap",
        "regUpUndeployed",
        "regDownUndeployed",
        "regUpDeployed",
        "regDownDeployed",
    ),
    "regulationAwardsGroup": ("regUpAwd", "regDownAwd"),
    "systemAvailableCapacityGroup": (
        "capClrDecreaseBp",
        "capClrIncreaseBp",
        "capWEoIncreaseBp",
        "capWEoDecreaseBp",
        "capWoEoIncreaseBp",
        "capWoEoDecreaseBp",
        "esrCapWEoIncreaseBp",
        "esrCapWEoDecreaseBp",
        "esrCapWoEoIncreaseBp",
        "esrCapWoEoDecreaseBp",
        "capIncreaseGenBp",
        "capDecreaseGenBp",
        "sumCapResRegUpRrs",
        "sumCapResRegUpRrsEcrs",
        "sumCapResRegUpRrsEcrsNsr",
    ),
    "ercotWidePhysicalResponsiveCapabilityGroup": ("prc",),
    "realTimeOperatingReserveDemandCurveCapacityGroup": ("rtReserveOnline", "rtReserveOnOffline"),
    "emrOutAndOutLCapacityGroup": ("telemHslEmr", "telemHslOut", "telemHslOutl"),
}
# Usual size of a reading in MW and how far it wanders; the sizes are those of recorded readings.
_USUAL: dict[str, tuple[float, float]] = {
    "rrcCapPfrGenEsr": (1390, 90),
    "rrcCapLrWoClr": (1190, 80),
    "rrcCapFfrEsr": (150, 60),
    "ecrsCapGen": (180, 60),
    "ecrsCapNclr": (178, 40),
    "ecrsCapClr": (40, 20),
    "ecrsCapQs": (260, 120),
    "ecrsCapEsr": (1150, 260),
    "nsrCapOnGenWoEo": (2900, 400),
    "nsrCapOffResWOs": (30, 20),
    "nsrCapUndeployedLr": (215, 25),
    "nsrCapOffGen": (1720, 260),
    "nsrCapEsr": (1580, 300),
    "regUpCap": (520, 50),
    "regDownCap": (455, 40),
    "capClrDecreaseBp": (-10, 6),
    "capClrIncreaseBp": (46, 20),
    "capWoEoIncreaseBp": (40, 12),
    "capWoEoDecreaseBp": (-3400, 220),
    "esrCapWoEoIncreaseBp": (120, 60),
    "esrCapWoEoDecreaseBp": (-130, 60),
    "telemHslEmr": (533, 80),
    "telemHslOut": (8250, 700),
    "telemHslOutl": (2230, 180),
}
_NEVER_POSITIVE = ("capClrDecreaseBp", "capWoEoDecreaseBp", "esrCapWoEoDecreaseBp")


def readings(day: OperatingDay) -> Instants:
    """Instants of the control room's readings in a day, epoch seconds."""
    minutes = np.arange(day.start, day.end, 60, dtype=np.int64)
    return (minutes[:, None] + np.array(READING_SECONDS, dtype=np.int64)[None, :]).ravel()


def latest_reading(epoch: int) -> int:
    """The last instant of a reading that is not after `epoch`."""
    second = epoch % 60
    passed = [each for each in READING_SECONDS if each <= second]
    return epoch - second + (passed[-1] if passed else READING_SECONDS[-1] - 60)


class Reserves:
    """Readings of the control room, of any instant. All arrays run over the instants asked for."""

    def __init__(self, grid: Grid, market: Market, events: Events) -> None:
        self.grid = grid
        self.market = market
        self.events = events
        self.seed = grid.seed

    def _between(self, name: str, t: Instants) -> Floats:
        """A 5-minute quantity of the grid at instants between; all instants belong to one operating day."""
        state = self.grid.day_at(int(t[0]))
        values: Floats = getattr(state, name)
        return np.interp(t, state.t, values)

    def demand(self, t: Instants) -> Floats:
        """Demand, MW, at instants of one operating day."""
        return self._between("demand", t) + 18.0 * wave(self.seed, "demand-fast", t, 40)

    def prc(self, t: Instants) -> Floats:
        """Physical responsive capability, MW, at instants of one operating day."""
        state = self.grid.day_at(int(t[0]))
        headroom = np.interp(t, state.t, state.capacity - state.demand)
        sun = np.clip(weather.sun_height(t), 0.0, None)
        prc = 3900.0 + 0.24 * np.clip(headroom, 3000.0, 38000.0) + 2600.0 * sun
        prc = prc + 240.0 * wave(self.seed, "prc", t, HOUR) + 22.0 * wave(self.seed, "prc-fast", t, 60)
        spike = self.market.spike(state.day.date)
        if spike is not None:
            prc = prc - min(2600.0, 700.0 + spike.height) * spike.shape(t)
        return self.events.reserves(t, np.clip(prc, 3350.0, 16500.0) + 9.0 * white(self.seed, "prc-white", t))

    def frequency(self, t: Instants) -> Floats:
        """Frequency, Hz."""
        calm = 0.009 * wave(self.seed, "frequency", t, 240) + 0.007 * wave(self.seed, "frequency-fast", t, 30)
        return 60.0 + np.clip(calm, -0.03, 0.03) + self.events.frequency_shift(t)

    def inertia(self, t: Instants) -> Floats:
        """Inertia of the turning machines, MW s, at instants of one operating day."""
        turning = self._between("gas", t) + self._between("coal", t)
        return 132000.0 + 4.6 * turning + 900.0 * wave(self.seed, "inertia", t, 600)

    def time_error(self, t: Instants) -> Floats:
        """How far a clock driven by the grid is off, seconds."""
        return 2.2 * wave(self.seed, "time-error", t, 8 * HOUR)

    def monitor(self, t: Instants) -> dict[str, Floats]:
        """Every reading of the ancillary service capacity monitor, MW, at instants of one operating day."""
        read: dict[str, Floats] = {}
        for key, (size, spread) in _USUAL.items():
            value = size + spread * wave(self.seed, f"monitor-{key}", t, 2 * HOUR)
            read[key] = np.clip(value, None, 0.0) if key in _NEVER_POSITIVE else np.clip(value, 0.0, None)
        nothing = np.zeros(t.shape)
        for key in ("rrcCapLr", "rrcCapFfr", "ecrsCapDeployedGenLr", "rtReserveOnline", "rtReserveOnOffline"):
            read[key] = nothing
        self._award(read)
        self._deploy(read, t)
        self._room(read, t)
        read["prc"] = self.prc(t)
        return read

    def _award(self, read: dict[str, Floats]) -> None:
        """What was bought of each product: nearly all that plant can give."""
        read["rrAwdGen"] = read["rrcCapPfrGenEsr"]
        read["rrAwdNonClr"] = read["rrcCapLrWoClr"] + 4.0
        read["rrAwdClr"] = read["rrcCapLr"]
        read["rrAwdFfr"] = read["rrcCapFfrEsr"]
        for part in ("Gen", "Clr", "Qs", "Esr"):
            read[f"ecrsAwd{part}"] = read[f"ecrsCap{part}"]
        read["ecrsAwdNonClr"] = read["ecrsCapNclr"]
        read["nsrAwdGenWEo"] = 1.01 * read["nsrCapOnGenWoEo"]
        read["nsrAwdGenWOs"] = read["nsrCapOffResWOs"]
        read["nsrAwdLr"] = 1.05 * read["nsrCapUndeployedLr"]
        read["nsrAwdOffGen"] = read["nsrCapOffGen"]
        read["nsrAwdQs"] = 0.43 * read["nsrCapOffGen"]
        read["nsrAwdAs"] = read["nsrCapEsr"]
        read["regUpAwd"] = read["regUpCap"]
        read["regDownAwd"] = read["regDownCap"]

    def _deploy(self, read: dict[str, Floats], t: Instants) -> None:
        """Regulation follows the frequency: up when it sags, down when it runs."""
        sag = np.clip((60.0 - self.frequency(t)) / 0.03, -1.0, 1.0)
        read["regUpDeployed"] = np.clip(sag, 0.0, None) * read["regUpCap"]
        read["regDownDeployed"] = np.clip(-sag, 0.0, None) * read["regDownCap"]
        read["regUpUndeployed"] = read["regUpCap"] - read["regUpDeployed"]
        read["regDownUndeployed"] = read["regDownCap"] - read["regDownDeployed"]

    def _room(self, read: dict[str, Floats], t: Instants) -> None:
        """How far plant could move from where it runs, and the sums that ERCOT draws from that."""
        headroom = np.clip(self._between("capacity", t) - self._between("demand", t), 2000.0, None)
        running = self._between("gas", t) + self._between("coal", t)
        green = self._between("wind_total", t) + self._between("solar", t)
        read["capWEoIncreaseBp"] = 0.45 * headroom
        read["capWEoDecreaseBp"] = -(0.55 * running + green)
        read["esrCapWEoIncreaseBp"] = 0.4 * headroom + 3000.0
        read["esrCapWEoDecreaseBp"] = -(9000.0 - 0.2 * self._between("storage", t))
        read["capIncreaseGenBp"] = read["capWEoIncreaseBp"] + read["capWoEoIncreaseBp"] + read["esrCapWEoIncreaseBp"]
        read["capDecreaseGenBp"] = read["capWEoDecreaseBp"] + read["capWoEoDecreaseBp"]
        responsive = read["regUpCap"] + read["rrcCapPfrGenEsr"] + read["rrcCapLrWoClr"] + read["rrcCapFfrEsr"]
        contingency = sum((read[f"ecrsCap{part}"] for part in ("Gen", "Nclr", "Clr", "Qs", "Esr")), np.zeros(t.shape))
        nonspin = read["nsrCapOnGenWoEo"] + read["nsrCapOffGen"] + read["nsrCapEsr"]
        read["sumCapResRegUpRrs"] = 0.7 * headroom + responsive
        read["sumCapResRegUpRrsEcrs"] = read["sumCapResRegUpRrs"] + contingency
        read["sumCapResRegUpRrsEcrsNsr"] = read["sumCapResRegUpRrsEcrs"] + nonspin
