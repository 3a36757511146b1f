import { applyEdits, type ByteEdit } from './byte-edits';
import { scanForm, type FormField } from './form-scan';
import { refuseModel, type FoundSite, type ModelRefusal, type ModelSite } from './model-site';

/** How often a form may name the model. */
const MODEL_FIELDS_MAX = 64;

const decoder = new TextDecoder();

/**
 * The model in a field of a multipart form (RFC 7578). The field may be anywhere, even after a large file: parts are
 * found by searching for the boundary, without looking at their content.
 *
 * @param contentType the request's; null if it has none
 * @param name the field's
 */
export function findInForm(body: Uint8Array, contentType: string | null, name: string): FoundSite {
  const form = scanForm(body, contentType, name);
  if (!form.ok) return form;
  const { fields, insertAt, boundary } = form;
  const refusal = checkFields(fields, name);
  if (refusal !== null) return refusal;
  const named = fields.map(({ start, end }): NamedEdit => {
    return { start, end, before: '', after: '', name: decoder.decode(body.subarray(start, end)) };
  });
  return { ok: true, site: siteOf(named, addition(insertAt, boundary, name)) };
}

/** The content of a field, to be replaced. */
interface NamedEdit extends ByteEdit {
  /** The model that it names. */
  readonly name: string;
}

function siteOf(named: readonly NamedEdit[], added: ByteEdit): ModelSite {
  const model = named.at(-1)?.name ?? null;
  return {
    model,
    names: () => named.map(({ name }) => name),
    put: (request, wanted) => {
      if (named.length === 1 && model === wanted) return request;
      return { ...request, body: applyEdits(request.body, named.length === 0 ? [added] : named, () => wanted) };
    },
    rename: (request, renamed) => {
      const changed = named.filter(({ name }) => renamed(name) !== name);
      if (changed.length === 0) return request;
      return { ...request, body: applyEdits(request.body, changed, ({ name }) => renamed(name)) };
    },
  };
}

/** Added as the first part. */
function addition(at: number, boundary: string, name: string): ByteEdit {
  const quoted = name.replaceAll('"', '%22');
  const before = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted}"\r\n\r\n`;
  return { start: at, end: at, before, after: '\r\n' };
}

function checkFields(fields: readonly FormField[], name: string): ModelRefusal | null {
  if (fields.length > MODEL_FIELDS_MAX) {
    return refuseModel(`The form has more than ${MODEL_FIELDS_MAX} \`${name}\` fields.`);
  }
  if (fields.some(({ isFile }) => isFile)) return refuseModel(`The form field \`${name}\` must not be a file.`);
  if (fields.some(({ isEncoded }) => isEncoded)) {
    return refuseModel(`The form field \`${name}\` must not have a content-transfer-encoding.`);
  }
  return null;
}
