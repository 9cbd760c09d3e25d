/**
 * `/ui/ax.js`: comfort only. Every page and form works without it. It shows covered passwords on
 * demand, holds a form back from being sent twice, changes the language at once, copies ids and goes
 * on when frames have loaded.
 */
export const browserScript = `(() => {
  'use strict';
  for (const button of document.querySelectorAll('.ax-show')) {
    const input = document.getElementById(button.getAttribute('aria-controls'));
    if (!input) continue;
    button.hidden = false;
    button.parentElement.classList.add('ax-has-show');
    button.addEventListener('click', () => {
      const shown = input.type === 'password';
      input.type = shown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(shown));
      button.textContent = shown ? button.dataset.hide : button.dataset.show;
      input.focus();
    });
  }
  const busy = new Map();
  for (const form of document.querySelectorAll('form[method=post]')) {
    form.addEventListener('submit', (event) => {
      const button = event.submitter;
      if (busy.has(form)) { event.preventDefault(); return; }
      busy.set(form, button && [button, button.textContent]);
      for (const input of form.querySelectorAll('.ax-has-show input')) input.type = 'password';
      setTimeout(() => {
        for (const each of form.querySelectorAll('button[type=submit]')) each.disabled = true;
        if (button && button.dataset.busy) button.textContent = button.dataset.busy;
      });
    });
  }
  addEventListener('pageshow', () => {
    for (const [form, pressed] of busy) {
      for (const each of form.querySelectorAll('button[type=submit]:not([hidden])')) each.disabled = false;
      if (pressed) pressed[0].textContent = pressed[1];
    }
    busy.clear();
  });
  const language = document.getElementById('locale');
  if (language) {
    language.form.querySelector('button').hidden = true;
    language.addEventListener('change', () => language.form.requestSubmit());
  }
  const onward = document.querySelector('a[data-when-loaded]');
  if (onward) {
    const go = () => location.replace(onward.href);
    addEventListener('load', go);
    setTimeout(go, 1000 * onward.dataset.whenLoaded);
  }
  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.copied;
    });
  }
})();
`;

/** The mark of the product, for browser tabs. */
export const favicon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1d5fd6"/><path d="M22.5 11.2A8 8 0 1 0 24 16h-7" fill="none" stroke="#fff" stroke-width="3.2" stroke-linecap="round" stroke-linejoin="round"/></svg>
`;
