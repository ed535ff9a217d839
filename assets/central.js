/* Central time in the browser: wall clock, dates, and ticks that stand on local hours. */
(function () {
  'use strict';
  var ZONE = 'America/Chicago', HOUR = 3600000;

  function format(options) {
    var made = new Intl.DateTimeFormat('en-US', Object.assign({ timeZone: ZONE, hourCycle: 'h23' }, options));
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
  function letters(ms) { return zoned(ms).timeZoneName; }
  function day(ms) { var at = fields(ms); return at.day + ' ' + at.month; }

  /* At most about `wanted` ticks on local hours (or quarters of them); a new day shows its date. */
  function ticks(start, end, wanted) {
    var minutes = (end - start) / 60000;
    var step = [5, 15, 30, 60, 120, 180, 240, 360, 720].find(function (each) { return minutes / each <= wanted; });
    var days = step ? 0 : Math.ceil(minutes / 1440 / wanted);
    var grain = Math.min(step || 60, 60) * 60000;
    var values = [], words = [];
    for (var at = Math.ceil(start / grain) * grain; at <= end; at += grain) {
      var local = fields(at), into = Number(local.hour) * 60 + Number(local.minute);
      var stands = step ? into % step === 0 : into === 0 && Math.round(at / 86400000) % days === 0;
      if (!stands) { continue; }
      values.push(at);
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
  function utc(ms) { return new Date(ms).toISOString().slice(11, 16) + ' UTC'; }

  window.ercot = Object.assign(window.ercot || {}, {
    central: { clock: clock, letters: letters, day: day, ticks: ticks, interval: interval, utc: utc, HOUR: HOUR }
  });
})();
