/* Pictures of charts: what is drawn, in the present theme, with title, unit, range, zone, sources and SIMULATED in it. */
(function () {
  'use strict';
  var SCALE = 2, PAD = 16, LINE = 16, SVG = 'http://www.w3.org/2000/svg';
  var font = null;

  /* What the server gives, or an Error with its words. */
  function exported(address) {
    return window.fetch(address).then(function (answer) {
      if (answer.ok) { return answer; }
      return answer.text().then(function (words) {
        var plain = (answer.headers.get('Content-Type') || '').indexOf('text/plain') === 0;
        throw new Error(plain ? words.trim() : 'This could not be exported. The data is safe.');
      });
    }, function () { throw new Error('The server does not answer, so nothing was exported. The data is safe.'); });
  }

  function keep(blob, name) {
    var link = document.createElement('a'), address = URL.createObjectURL(blob);
    link.href = address;
    link.download = name;
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  /* The font travels with the picture, or its words would not fit where they were measured to. */
  function embedded() {
    if (!font) {
      var link = document.querySelector('link[as="font"]');
      font = window.fetch(link.href).then(function (answer) { return answer.arrayBuffer(); }).then(function (bytes) {
        var raw = '', all = new Uint8Array(bytes);
        for (var n = 0; n < all.length; n += 4096) { raw += String.fromCharCode.apply(null, all.subarray(n, n + 4096)); }
        return "@font-face{font-family:Inter;font-weight:100 900;src:url(data:font/woff2;base64," + btoa(raw) + ") format('woff2')}";
      }).catch(function () { font = null; return ''; });
    }
    return font;
  }

  function token(name) { return window.ercot.token(name); }

  function text(parent, words, x, y, more) {
    var found = document.createElementNS(SVG, 'text');
    found.textContent = words;
    Object.entries(Object.assign({ x: x, y: y, 'font-size': 12, fill: token('--t2') }, more)).forEach(function (each) { found.setAttribute(each[0], each[1]); });
    parent.appendChild(found);
    return found;
  }

  /* Words on lines no wider than there is room for. */
  function wrapped(words, room) {
    var ruler = document.createElement('canvas').getContext('2d'), lines = [''];
    ruler.font = '450 11px Inter';
    words.split(' ').forEach(function (word) {
      var longer = lines[lines.length - 1] + (lines[lines.length - 1] ? ' ' : '') + word;
      if (ruler.measureText(longer).width <= room) { lines[lines.length - 1] = longer; } else { lines.push(word); }
    });
    return lines.filter(Boolean);
  }

  function framed(drawn, said, size, style) {
    var sources = said.sources.length ? 'Source: ' + said.sources.join('; ') + '.' : 'Source: ERCOT; no document in this range.';
    var foot = wrapped(sources, size.width - 2 * PAD).concat(wrapped('Made ' + window.ercot.time.full(window.ercot.now(), 0) + ' \u00B7 ERCOT Analytics', size.width - 2 * PAD));
    var head = 56, height = head + size.height + PAD / 2 + foot.length * LINE + PAD / 2;
    var whole = document.createElementNS(SVG, 'svg');
    whole.setAttribute('xmlns', SVG);
    whole.setAttribute('width', size.width);
    whole.setAttribute('height', height);
    whole.setAttribute('viewBox', '0 0 ' + size.width + ' ' + height);
    whole.setAttribute('font-family', 'Inter, sans-serif');
    whole.setAttribute('font-weight', '450');
    var rules = document.createElementNS(SVG, 'defs');
    whole.appendChild(rules);
    var ground = document.createElementNS(SVG, 'rect');
    ground.setAttribute('width', size.width);
    ground.setAttribute('height', height);
    ground.setAttribute('fill', token('--surface'));
    whole.appendChild(ground);
    var title = text(whole, said.title, PAD, 24, { 'font-size': 16, 'font-weight': 620, fill: token('--t1') });
    if (said.unit) {
      var unit = document.createElementNS(SVG, 'tspan');
      unit.textContent = '  ' + said.unit;
      unit.setAttribute('font-size', 13);
      unit.setAttribute('font-weight', 450);
      unit.setAttribute('fill', token('--t3'));
      title.appendChild(unit);
    }
    text(whole, said.range + ' \u00B7 ' + said.zone, PAD, 43);
    if (said.simulated) {
      text(whole, 'SIMULATED', size.width - PAD, 24, { 'text-anchor': 'end', 'font-weight': 620, 'letter-spacing': '0.05em', fill: token('--caution') });
    }
    whole.appendChild(document.createElementNS(SVG, 'g'));
    foot.forEach(function (words, n) { text(whole, words, PAD, head + size.height + PAD + n * LINE, { 'font-size': 11, fill: token('--t3') }); });
    /* What is styled inline goes in as text: as elements made here it would count as styles of this page, which forbids them. */
    var words = new XMLSerializer().serializeToString(whole);
    words = words.replace('<defs/>', function () { return '<defs><style>' + style + '</style></defs>'; });
    words = words.replace('<g/>', function () { return drawn.replace(/^[^<]*<svg /, '<svg x="0" y="' + head + '" '); });
    return { text: words, width: size.width, height: height };
  }

  function image(whole) {
    return new Promise(function (resolve, reject) {
      var found = new Image();
      found.onload = function () {
        var canvas = document.createElement('canvas');
        canvas.width = whole.width * SCALE;
        canvas.height = whole.height * SCALE;
        canvas.getContext('2d').drawImage(found, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(resolve, 'image/png');
      };
      found.onerror = function () { reject(new Error('This picture could not be drawn. The data is safe.')); };
      found.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(whole.text);
    });
  }

  function picture(card, kind, address) {
    var graph = document.querySelector('#' + card + '-plot .js-plotly-plot'), box = document.getElementById(card + '-plot').getBoundingClientRect();
    var size = { width: Math.round(box.width), height: Math.round(box.height) };
    var figure = { data: graph.data, layout: Object.assign({}, graph.layout, { width: size.width, height: size.height, autosize: false }) };
    return Promise.all([
      exported(address).then(function (answer) { return answer.json(); }),
      window.Plotly.toImage(figure, { format: 'svg', imageDataOnly: true, width: size.width, height: size.height }),
      embedded()
    ]).then(function (all) {
      var shown = window.ercot.cards[card].figure.layout.meta, said = Object.assign({}, all[0], { unit: shown.unit }), whole = framed(all[1], said, size, all[2]);
      if (kind === 'svg') { keep(new Blob([whole.text], { type: 'image/svg+xml' }), said.file + '.svg'); return null; }
      return image(whole).then(function (blob) { keep(blob, said.file + '.png'); });
    });
  }

  window.ercot = Object.assign(window.ercot || {}, { exported: exported, keep: keep, picture: picture });
})();
