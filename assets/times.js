/* Times in the browser: wall clocks, dates, and ticks on local hours, in Central time and in the zone that is shown.
   pages/figures/zone.py is its like on the server, and writes the same letters. */
(function () {
  'use strict';
  var HOUR = 3600000, DAY = 24 * HOUR, WEEK = 7 * DAY;
  var CENTRAL = 'America/Chicago';
  var MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
  var LETTERS = /^(AK|[CEMP])[SD]T$|^HST$/;

  /* Everything that is written of an instant, for one zone. */
  function clockOf(name) {
    function format(options) {
      var made = new Intl.DateTimeFormat('en-US', Object.assign({ timeZone: name, hourCycle: 'h23' }, options));
      return function (ms) {
        var parts = {};
        made.formatToParts(ms).forEach(function (part) { parts[part.type] = part.value; });
        return parts;
      };
    }
    var fields = format({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', second: '2-digit' });
    var zoned = format({ hour: '2-digit', timeZoneName: 'short' });

    function clock(ms, seconds) {
      var at = fields(ms);
      return at.hour + ':' + at.minute + (seconds ? ':' + at.second : '');
    }
    function day(ms) { var at = fields(ms); return at.day + ' ' + at.month; }
    function fullDay(ms) { var at = fields(ms); return at.day + ' ' + at.month + ' ' + at.year; }

    /* The day on the local calendar, counted since 1970. */
    function dayNumber(at) { return Date.UTC(Number(at.year), MONTHS.indexOf(at.month), Number(at.day)) / DAY; }

    /* Milliseconds that the clock is ahead of UTC. */
    function ahead(ms) {
      var at = fields(ms);
      return dayNumber(at) * DAY + Number(at.hour) * HOUR + Number(at.minute) * 60000 + Number(at.second) * 1000 - Math.floor(ms / 1000) * 1000;
    }

    /* Letters that mean one thing, to Americans; else the distance from UTC. */
    function letters(ms) {
      var said = zoned(ms).timeZoneName;
      if (LETTERS.test(said)) { return said; }
      var minutes = Math.round(ahead(ms) / 60000), far = Math.abs(minutes), rest = far % 60;
      if (!minutes) { return 'UTC'; }
      return 'UTC' + (minutes < 0 ? '\u2212' : '+') + Math.floor(far / 60) + (rest ? ':' + String(rest).padStart(2, '0') : '');
    }

    /* How far the clock is ahead at any time of a span: once, or twice where clocks change in it. */
    function offsets(start, end) {
      var found = new Set([ahead(start), ahead(end)]);
      for (var at = start + WEEK; at < end; at += WEEK) { found.add(ahead(at)); }
      return Array.from(found);
    }

    /* Instants of a span that could carry a tick: every `grain`, or those at which a local day may begin. */
    function* candidates(start, end, step) {
      var shifts = offsets(start, end);
      if (step) {
        var whole = shifts.every(function (shift) { return shift % HOUR === 0; });
        var grain = Math.min(step, whole ? 60 : 15) * 60000;
        for (var at = Math.ceil(start / grain) * grain; at <= end; at += grain) { yield at; }
        return;
      }
      shifts.sort(function (one, other) { return other - one; });
      for (var day = Math.floor(start / DAY) * DAY; day <= end + DAY; day += DAY) {
        for (var shift of shifts) { yield day - shift; }
      }
    }

    /* At most about `wanted` ticks on local hours (or quarters of them), days or months; a new day shows its date. */
    function ticks(start, end, wanted) {
      var minutes = (end - start) / 60000;
      var step = [5, 15, 30, 60, 120, 180, 240, 360, 720].find(function (each) { return minutes / each <= wanted; });
      var days = step ? 0 : Math.ceil(minutes / 1440 / wanted);
      var months = days > 20 ? [1, 2, 3, 6, 12].find(function (each) { return days <= each * 31; }) || 12 : 0;
      var values = [], words = [];
      for (var at of candidates(start, end, step)) {
        if (at < start || at > end) { continue; }
        var local = fields(at), into = Number(local.hour) * 60 + Number(local.minute);
        if (step ? into % step : into) { continue; }
        var month = MONTHS.indexOf(local.month);
        if (months ? local.day !== '1' || month % months : !step && dayNumber(local) % days) { continue; }
        values.push(at);
        if (months) { words.push(month ? local.month : local.month + ' ' + local.year); continue; }
        words.push(into === 0 ? local.day + ' ' + local.month : local.hour + ':' + local.minute);
      }
      return { values: values, words: words };
    }

    /* 26 Sep 15:45-16:00 CDT for an interval, with seconds of none. */
    function interval(start, length) {
      var words = day(start) + ' ' + clock(start);
      if (length > 60000) { words += '\u2013' + clock(start + length); }
      return words + ' ' + letters(start);
    }

    /* 26 Sep 2026 15:45-16:00 CDT: in words that stand alone. The day is said twice where it changes. */
    function full(start, length) {
      var words = fullDay(start) + ' ' + clock(start), end = start + length;
      if (length <= 60000) { return words + ' ' + letters(start); }
      if (length < DAY) { return words + '\u2013' + clock(end) + ' ' + letters(start); }
      return words + ' ' + letters(start) + ' \u2013 ' + fullDay(end) + ' ' + clock(end) + ' ' + letters(end);
    }

    return { name: name, clock: clock, letters: letters, day: day, fullDay: fullDay, ticks: ticks, interval: interval, full: full, HOUR: HOUR };
  }

  /* 12 s ago, 23 min ago, 11 h ago, 3 days ago; nothing for what is still to come. */
  function age(length) {
    var seconds = Math.floor(length / 1000);
    if (seconds < 0) { return ''; }
    if (seconds < 90) { return seconds + ' s ago'; }
    if (seconds < 5400) { return Math.floor(seconds / 60) + ' min ago'; }
    return seconds < 172800 ? Math.floor(seconds / 3600) + ' h ago' : Math.floor(seconds / 86400) + ' days ago';
  }
  function utc(ms) { return new Date(ms).toISOString().slice(11, 16) + ' UTC'; }

  var central = clockOf(CENTRAL), made = { central: central, utc: clockOf('UTC') }, problem = '';
  var own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  var shown = 'central';

  /* The word of the address; one that is no zone stands for Central, and the problem is said. */
  function asked() { return new URLSearchParams(window.location.search).get('tz'); }

  function read() {
    var word = asked();
    problem = word === null || ['central', 'utc', 'own'].indexOf(word) >= 0 ? ''
      : 'There is no such zone of time; there are central, utc, own. Times are Central.';
    shown = problem || word === null ? 'central' : word;
    if (shown === 'own' && !made.own) { made.own = clockOf(own); }
  }

  function time() { return made[shown]; }

  /* Beside UTC the other clock is Central; beside every other it is UTC. */
  function elsewhere(ms) { return shown === 'utc' ? central.clock(ms) + ' ' + central.letters(ms) : utc(ms); }

  read();
  window.ercot = Object.assign(window.ercot || {}, {
    central: Object.assign(central, { utc: utc, age: age }),
    time: {
      read: read, refuse: function (words) { problem = words; shown = 'central'; }, elsewhere: elsewhere,
      word: function () { return shown; }, asked: asked, own: function () { return own; }, problem: function () { return problem; },
      name: function () { return time().name; }, is: function () { return time(); },
      clock: function (ms, seconds) { return time().clock(ms, seconds); }, letters: function (ms) { return time().letters(ms); },
      day: function (ms) { return time().day(ms); }, ticks: function (start, end, wanted) { return time().ticks(start, end, wanted); },
      interval: function (start, length) { return time().interval(start, length); }, full: function (start, length) { return time().full(start, length); }
    }
  });
})();
