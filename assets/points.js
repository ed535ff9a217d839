/* Choosing points: a panel with a field that searches, a list that arrows walk, and sets of points at once. */
(function () {
  'use strict';
  var PAUSE = 150;
  var typing = 0, wanted = '', heard = null, hurried = false, active = -1;

  function get(id) { return document.getElementById(id); }
  function field() { return get('point-search'); }
  function options() { return Array.prototype.slice.call(document.querySelectorAll('#point-found [role=option]')); }
  function chips() { return document.querySelector('.chips'); }
  function shown() { return chips().dataset.points.split(','); }

  function put(codes) {
    var words = new URLSearchParams(window.location.search);
    words.delete('points');
    window.ercot.go('?points=' + codes.map(encodeURIComponent).join(',') + (words.size ? '&' + words : ''));
  }

  function say(words) {
    window.dash_clientside.set_props('point-said', { children: words });
  }

  function ask(text) {
    wanted = text;
    window.dash_clientside.set_props('point-query', { data: text });
  }

  /* What the field is to those who do not see it: Dash's inputs know no such attributes. */
  function describe() {
    var open = options().length > 0;
    var all = { role: 'combobox', 'aria-expanded': String(open), 'aria-controls': 'point-found', 'aria-autocomplete': 'list' };
    Object.keys(all).forEach(function (name) {
      if (field().getAttribute(name) !== all[name]) { field().setAttribute(name, all[name]); }
    });
    get('point-found').hidden = !open;
  }

  function mark(n) {
    var all = options();
    active = all.length ? (n + all.length) % all.length : -1;
    all.forEach(function (option, place) { option.setAttribute('aria-selected', String(place === active)); });
    if (active < 0) { field().removeAttribute('aria-activedescendant'); return; }
    field().setAttribute('aria-activedescendant', all[active].id);
    all[active].scrollIntoView({ block: 'nearest' });
  }

  function open() {
    get('point-panel').hidden = false;
    get('point-panel').closest('.controls').dataset.editing = 'yes';
    get('point-add').setAttribute('aria-expanded', 'true');
    window.dash_clientside.set_props('point-search', { value: '' });
    describe();
    ask('');
    field().focus();
  }

  function close(back) {
    var panel = get('point-panel');
    if (!panel || panel.hidden) { return; }
    window.clearTimeout(typing);
    hurried = false;
    panel.hidden = true;
    delete panel.closest('.controls').dataset.editing;
    get('point-add').setAttribute('aria-expanded', 'false');
    if (back) { get('point-add').focus(); }
  }

  function add(code) {
    var codes = shown(), most = Number(chips().dataset.most);
    if (codes.indexOf(code) >= 0) { say('That point is shown already.'); return; }
    if (codes.length >= most) { say('At most ' + most + ' points are shown; remove one first.'); return; }
    put(codes.concat(code));
    close(true);
  }

  function choose() {
    if (field().value.trim() !== wanted.trim() || !answered()) { hurried = true; return; }
    if (active >= 0) { add(options()[active].dataset.point); }
  }

  function answered() { return heard === wanted; }

  /* New results: the first is marked, and whoever pressed Enter before they came gets it. */
  function arrived() {
    var said = document.querySelector('#point-said [data-answers]');
    describe();
    if (!said || said.dataset.answers !== wanted) { return; }
    heard = wanted;
    mark(wanted ? 0 : -1);
    if (hurried && field().value.trim() === wanted.trim()) { hurried = false; choose(); }
  }

  new MutationObserver(function (changes) {
    if (changes.some(function (change) {
      var place = change.target.nodeType === 1 ? change.target : change.target.parentElement;
      return place && place.closest('#point-found, #point-said') && change.attributeName !== 'aria-selected';
    })) { arrived(); }
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-answers', 'data-point'] });

  document.addEventListener('input', function (event) {
    if (event.target.id !== 'point-search') { return; }
    var text = event.target.value.trim();
    hurried = false;
    window.clearTimeout(typing);
    typing = window.setTimeout(function () { ask(text); }, PAUSE);
  });

  document.addEventListener('keydown', function (event) {
    if (!event.target.closest || !event.target.closest('#point-panel')) { return; }
    if (event.key === 'Escape') { event.preventDefault(); close(true); return; }
    if (event.target.id !== 'point-search') { return; }
    if (event.key === 'ArrowDown') { event.preventDefault(); mark(active + 1); }
    if (event.key === 'ArrowUp') { event.preventDefault(); mark(active < 0 ? -1 : active - 1); }
    if (event.key === 'Enter') { event.preventDefault(); choose(); }
  });

  document.addEventListener('click', function (event) {
    var target = event.target;
    if (target.closest('#point-add')) {
      if (get('point-panel').hidden) { open(); } else { close(true); }
      return;
    }
    var option = target.closest('#point-found [role=option]'), preset = target.closest('#point-panel [data-points]');
    if (option) { add(option.dataset.point); return; }
    if (preset) { put(preset.dataset.points.split(',')); close(true); return; }
    var row = !target.closest('a, [data-papers]') && target.closest('.summary tr[data-entity]');
    if (row && row.querySelector('a[data-view=point]')) { row.querySelector('a[data-view=point]').click(); return; }
    if (!target.closest('.controls')) { close(false); }
  });

  /* A chip that is removed takes the focus with it: what follows is where points are added. */
  document.addEventListener('click', function (event) {
    if (!event.target.closest('.chip-remove')) { return; }
    window.setTimeout(function () { get('point-add').focus(); }, 0);
  });
})();
