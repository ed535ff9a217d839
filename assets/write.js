/* Writing: what the server says in words, put into the page; what is there already stays, with its focus and its state. */
(function () {
  'use strict';

  /* Only what changed since it was last said: what others have done to an element since is theirs. */
  function dress(element, said) {
    var before = element.said || {};
    Object.keys(before).forEach(function (name) { if (!(name in said)) { element.removeAttribute(name); } });
    Object.keys(said).forEach(function (name) {
      if (name === 'style') {
        /* A style that was given whole would be against the policy. */
        Object.assign(element.style, said.style);
      } else if (before[name] !== said[name]) {
        element.setAttribute(name, said[name]);
        if (name === 'value') { element.value = said.value; }
      }
    });
    element.said = said;
  }

  function made(node) {
    if (typeof node === 'string') { return document.createTextNode(node); }
    var element = document.createElement(node[0]);
    dress(element, node[1]);
    fill(element, node[2]);
    return element;
  }

  function fits(held, node) {
    return typeof node === 'string' ? held.nodeType === Node.TEXT_NODE : held.nodeName === node[0].toUpperCase();
  }

  function change(held, node) {
    if (typeof node === 'string') {
      if (held.data !== node) { held.data = node; }
      return;
    }
    dress(held, node[1]);
    fill(held, node[2]);
  }

  /* Place by place, as it was written before; what others put beside it stays. */
  function fill(parent, nodes) {
    var held = parent.written || [];
    parent.written = nodes.map(function (node, n) {
      if (held[n] && fits(held[n], node)) { change(held[n], node); return held[n]; }
      var fresh = made(node);
      if (held[n]) { held[n].replaceWith(fresh); } else { parent.appendChild(fresh); }
      return fresh;
    });
    held.slice(nodes.length).forEach(function (gone) { gone.remove(); });
  }

  /* id -> nodes; what the page opened with gives way as a whole. */
  function write(texts) {
    Object.keys(texts).forEach(function (id) {
      var place = document.getElementById(id);
      if (!place) { return; }
      if (!place.written) { place.replaceChildren(); }
      fill(place, texts[id]);
    });
  }

  /* What a page is made of when it comes, written before it is seen. */
  function expand() {
    document.querySelectorAll('[data-markup]').forEach(function (element) {
      fill(element, JSON.parse(element.dataset.markup));
      element.removeAttribute('data-markup');
    });
  }

  /* Pages come and go in one place, which comes with the shell. */
  new MutationObserver(function (_changes, watch) {
    var place = document.getElementById('_pages_content');
    if (!place) { return; }
    watch.disconnect();
    expand();
    new MutationObserver(expand).observe(place, { childList: true });
  }).observe(document.getElementById('react-entry-point'), { childList: true, subtree: true });

  window.ercot = Object.assign(window.ercot || {}, { write: write });
})();
