const FIELDS = 'input, textarea, select';

/** All that is chosen and typed in the fields of a form, to tell whether it has changed. */
export function formValues(form: Element): string {
  const fields = [...form.querySelectorAll<HTMLInputElement>(FIELDS)].filter((field) => !isSearch(field));
  return JSON.stringify(fields.map(({ type, checked, value }) => (isSwitch(type) ? checked : value)));
}

const isSwitch = (type: string) => type === 'checkbox' || type === 'radio';

/** What is typed there is lost without harm: a choice of a list stands in the hidden field behind it. */
function isSearch(field: HTMLInputElement): boolean {
  if (field.type === 'search') return true;
  if (field.getAttribute('role') !== 'combobox') return false;
  return field.closest('.mantine-InputWrapper-root')?.nextElementSibling?.matches('input[type="hidden"]') ?? false;
}
