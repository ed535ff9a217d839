/* Full screen: one card over the whole page below the top bar, until Esc, f or another page. */
(function () {
  'use strict';
  var whole = null, home = null, hushed = [];

  function card() {
    var focused = document.activeElement && document.activeElement.closest('section.tile');
    return focused || document.querySelector('section.tile:hover');
  }

  /* What lies under the card is out of reach of keyboards too. */
  function hush(tile) {
    hushed = Array.prototype.filter.call(tile.parentElement.children, function (each) { return each !== tile && !each.inert; });
    hushed.forEach(function (each) { each.inert = true; });
  }

  function cross() {
    var button = document.createElement('button');
    button.className = 'icon-button leave-full';
    button.textContent = '\u00D7';
    button.setAttribute('aria-label', 'Leave full screen');
    button.title = 'Leave full screen (Esc)';
    button.addEventListener('click', leave);
    return button;
  }

  function enter(tile) {
    if (!tile || tile.classList.contains('strip')) { return; }
    home = document.activeElement;
    whole = tile;
    tile.classList.add('whole');
    document.documentElement.dataset.full = 'on';
    hush(tile);
    tile.appendChild(cross());
    if (!tile.contains(home)) { tile.querySelector('.leave-full').focus({ preventScroll: true }); }
  }

  function leave() {
    if (!whole) { return; }
    var tile = whole;
    whole = null;
    tile.classList.remove('whole');
    tile.querySelector('.leave-full').remove();
    delete document.documentElement.dataset.full;
    hushed.forEach(function (each) { each.inert = false; });
    hushed = [];
    if (home && home.isConnected) { home.focus({ preventScroll: true }); }
  }

  document.addEventListener('keydown', function (event) {
    if (event.key === 'Escape' && whole && !document.querySelector('dialog[open]')) { event.preventDefault(); leave(); return; }
    if (event.key !== 'f' || window.ercot.busy(event)) { return; }
    if (whole) { leave(); } else { enter(card()); }
  });

  window.ercot = Object.assign(window.ercot || {}, { leaveFull: leave });
})();
