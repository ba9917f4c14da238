/**
 * The bar of controls. It shows a state and reports what the reader changes in it. It does not know what the values
 * mean.
 */

/** How long the reader must stop typing before the text counts, in milliseconds. */
const TYPING = 150;

export class Controls {
  /**
   * @param form the bar
   * @param changed called for each change, with the name of the control and its new value
   */
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    /** Text that was typed but does not count yet: `{timer, apply}` for each control. */
    this.pending = new Map();
    form.addEventListener('submit', (event) => event.preventDefault());
    for (const control of form.elements) {
      if (control.name) {
        const event = control.tagName === 'INPUT' && control.type !== 'checkbox' ? 'input' : 'change';
        control.addEventListener(event, () => this.change(control, event === 'input' ? TYPING : 0));
      }
    }
    this.filters = form.querySelector('#filters');
    document.addEventListener('click', (event) => {
      if (!this.filters.contains(event.target)) {
        this.filters.open = false;
      }
    });
    form.querySelector('#clear').addEventListener('click', () => {
      this.changed({label: '', value: '', group: '', focus: '', ignore: '', hide: ''});
    });
  }

  change(control, delay) {
    clearTimeout(this.pending.get(control)?.timer);
    const apply = () => {
      this.pending.delete(control);
      const value = control.type === 'checkbox' ? (control.checked ? control.value : '') : control.value;
      this.changed(control.name === 'label' ? {label: value, value: ''} : {[control.name]: value});
    };
    this.pending.set(control, {timer: setTimeout(apply, delay), apply});
  }

  /** Makes typed text count at once. */
  flush() {
    for (const {timer, apply} of [...this.pending.values()]) {
      clearTimeout(timer);
      apply();
    }
  }

  /** Sets what there is to choose from: `{type, label, value, group}`, each a list of `[value, text]`. */
  offer(choices) {
    for (const [name, options] of Object.entries(choices)) {
      const select = this.form.elements[name];
      select.replaceChildren();
      options.forEach(([value, text]) => select.add(new Option(text, value)));
      select.disabled = options.length < 2;
    }
  }

  show(state) {
    for (const control of this.form.elements) {
      if (!control.name) {
        continue;
      }
      if (control.type === 'checkbox') {
        control.checked = state[control.name] === control.value;
      } else if (control.value !== state[control.name] && (control.tagName === 'SELECT' || control !== document.activeElement)) {
        control.value = state[control.name];
      }
    }
    const filtering = ['value', 'group', 'focus', 'ignore', 'hide'].filter((name) => state[name]);
    this.form.querySelector('#filtering').textContent = filtering.length ? ` (${filtering.length})` : '';
    this.filters.classList.toggle('active', filtering.length > 0);
  }

  /** Marks a control whose text cannot be understood. */
  invalid(name, sentence) {
    const control = this.form.elements[name];
    control.setCustomValidity(sentence);
    control.title = sentence;
    control.ariaInvalid = sentence ? 'true' : 'false';
  }
}
