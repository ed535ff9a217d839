/* Central time in the browser: wall clock, dates, and ticks that stand on local hours. */
(function () {
  'use strict';
  var ZONE = 'America/Chicago', HOUR = 3600000, DAY = 24 * HOUR;
  var MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

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

  /* Instants of a span that could carry a tick: every `grain`, or the two at which a day may begin in Texas. */
  function* candidates(start, end, grain) {
    if (grain) {
      for (var at = Math.ceil(start / grain) * grain; at <= end; at += grain) { yield at; }
      return;
    }
    for (var day = Math.floor(start / DAY) * DAY; day <= end; day += DAY) { yield day + 5 * HOUR; yield day + 6 * HOUR; }
  }

  /* At most about `wanted` ticks on local hours (or quarters of them), days or months; a new day shows its date. */
  function ticks(start, end, wanted) {
    var minutes = (end - start) / 60000;
    var step = [5, 15, 30, 60, 120, 180, 240, 360, 720].find(function (each) { return minutes / each <= wanted; });
    var days = step ? 0 : Math.ceil(minutes / 1440 / wanted);
    var months = days > 20 ? [1, 2, 3, 6, 12].find(function (each) { return days <= each * 31; }) || 12 : 0;
    var values = [], words = [];
    for (var at of candidates(start, end, step && Math.min(step, 60) * 60000)) {
      if (at < start || at > end) { continue; }
      var local = fields(at), into = Number(local.hour) * 60 + Number(local.minute);
      if (step ? into % step : into) { continue; }
      var month = MONTHS.indexOf(local.month);
      if (months ? local.day !== '1' || month % months : !step && Math.round(at / DAY) % days) { continue; }
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
  function utc(ms) { return new Date(ms).toISOString().slice(11, 16) + ' UTC'; }

  window.ercot = Object.assign(window.ercot || {}, {
    central: { clock: clock, letters: letters, day: day, ticks: ticks, interval: interval, utc: utc, HOUR: HOUR }
  });
})();
