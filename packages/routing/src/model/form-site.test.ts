import fc from 'fast-check';
import { findInForm } from './form-site';
import { FORM_PARTS_MAX, PART_HEADER_BYTES_MAX } from './form-scan';

const TYPE = 'multipart/form-data; boundary=XX';
const file = '--XX\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\r\n--XY\r\n';
const modelPart = (model: string) => `--XX\r\nContent-Disposition: form-data; name="model"\r\n\r\n${model}\r\n`;
const form = (...parts: string[]) => `${parts.join('')}--XX--\r\n`;

function find(body: string | Uint8Array, contentType: string | null = TYPE) {
  return findInForm(typeof body === 'string' ? Buffer.from(body) : body, contentType, 'model');
}
function site(body: string | Uint8Array, contentType = TYPE) {
  const found = find(body, contentType);
  if (!found.ok) throw new Error(found.message);
  return found.site;
}
function put(body: string | Uint8Array, model: string, contentType = TYPE) {
  const request = { path: '', query: '', headers: [], body: Buffer.from(body) };
  return Buffer.from(site(body, contentType).put(request, model).body);
}

describe('a model in a multipart form', () => {
  test('is found before and after a file, and everything else is unchanged', () => {
    for (const order of [
      (model: string) => form(modelPart(model), file),
      (model: string) => form(file, modelPart(model)),
      (model: string) => `preamble\r\n${form(file, modelPart(model), file)}epilogue`,
    ]) {
      expect(site(order('whisper-1')).model).toBe('whisper-1');
      expect(put(order('whisper-1'), 'other').toString()).toBe(order('other'));
    }
  });

  test('is added as the first field if it is missing', () => {
    expect(site(form(file)).model).toBeNull();
    expect(put(form(file), 'x').toString()).toBe(form(modelPart('x'), file));
    expect(put(form(), 'x').toString()).toBe(form(modelPart('x')));
  });

  test('the last of several fields counts, and all are rewritten', () => {
    const body = form(modelPart('a'), file, modelPart('b'));
    expect(site(body).names()).toEqual(['a', 'b']);
    expect(site(body).model).toBe('b');
    expect(put(body, 'x').toString()).toBe(form(modelPart('x'), file, modelPart('x')));
  });

  test.each([
    ['content-disposition:form-data;name=model', 'a'],
    ['CONTENT-DISPOSITION: form-data ; NAME="model" ;', 'a'],
    ['Content-Disposition: Form-Data;\tname="model";x=1', 'a'],
    ['Content-Type: text/plain\r\nContent-Disposition: form-data; name="model"', 'a'],
    ['Content-Disposition: form-data; name="Model"', null],
    ['Content-Disposition: form-data; name="models"', null],
    ['Content-Disposition: form-data; filename="x; name=model"; name="file"', null],
    ['Content-Disposition: form-data; filename="a; name=model; b=%22c:\\\\d%22"; name="file"', null],
    ['Content-Disposition: form-data; name="file"; filename="漢字 é.wav"\r\nContent-Type: audio/wav', null],
    ['Content-Disposition: form-data; name="file"; filename*=utf-8\'\'na%C3%AFve.wav', null],
    ['Content-Disposition: form-data; name=file; filename="=?utf-8?B?w6k=?="; filename*=utf-8\'\'%C3%A9.wav', null],
    ['Content-Length: 1\r\nContent-Transfer-Encoding: binary\r\nContent-Disposition: form-data; name="model"', 'a'],
    ['Content-Type: text/plain', null],
  ])('a part headed %p names %p', (headers, model) => {
    expect(site(form(`--XX\r\n${headers}\r\n\r\na\r\n`)).model).toBe(model);
  });

  test.each([
    ['application/json', 'content-type must be multipart/form-data'],
    ['multipart/form-data', 'with a boundary'],
    [null, 'content-type'],
  ])('a content type of %p is refused', (contentType, why) => {
    expect(find(form(file), contentType)).toMatchObject({
      ok: false,
      code: 'invalid_form',
      message: expect.stringContaining(why),
    });
  });

  test.each([
    ['', 'closing boundary is missing'],
    ['{"model":"x"}', 'closing boundary is missing'],
    [form(file).replace('--XX--\r\n', ''), 'closing boundary is missing'],
    [`${form(file)}${form(modelPart('x'))}`, 'follows the closing one'],
    [form(file.replace('RIFF', 'a\n--XX\nb')), 'does not follow a CRLF'],
    [form(file.replace('RIFF', 'a\r--XX\r\nb')), 'does not follow a CRLF'],
    [form(file.replace('RIFF', 'a\r\n--XXb')), 'has other text'],
    ['--XX\r\n--XX--\r\n', 'are incomplete'],
    ['--XX\r\nContent-Disposition: form-data; name="model"\r\n--XX--\r\n', 'are incomplete'],
    [form(`--XX\r\nx: ${'y'.repeat(PART_HEADER_BYTES_MAX)}\r\n\r\n\r\n`), 'are incomplete'],
    [form(...Array.from({ length: FORM_PARTS_MAX + 1 }, () => file)), 'more than'],
  ])('a form that is malformed or that two parsers could read differently is refused: %#', (body, why) => {
    expect(find(body)).toMatchObject({ ok: false, code: 'invalid_form', message: expect.stringContaining(why) });
  });

  test.each([
    ['curl', '------------------------4551560c9b295003', 'filename="naïve %22q%22 a.wav"'],
    ['requests', 'c0cd7aaa1c53fccbca1ec34829aa6988', 'filename="naïve %22q%22.wav"'],
    ['requests before urllib3 2', 'c0cd7aaa1c53fccbca1ec34829aa6988', "filename*=utf-8''na%C3%AFve.wav"],
    ['undici', '----formdata-undici-014873850897', 'filename="naïve %22q%22 \\ b.wav"'],
    ['Chromium', '----WebKitFormBoundaryAbC123dEf456GhI7', 'filename="naïve; name=model.wav"'],
  ])('a form as written by %s is accepted', (_, boundary, filename) => {
    const fields = ['name="model"\r\n\r\nm', `name="file"; ${filename}\r\nContent-Type: audio/wav\r\n\r\nx`];
    const parts = fields.map((field) => `--${boundary}\r\nContent-Disposition: form-data; ${field}\r\n`);
    const body = `${parts.join('')}--${boundary}--\r\n`;
    expect(site(body, `multipart/form-data; boundary=${boundary}`).names()).toEqual(['m']);
  });

  const disposition = (rest: string) => `Content-Disposition: form-data${rest}`;
  test.each([
    [disposition('; name="x"; name="model"'), 'must not repeat the parameter `name`'],
    [disposition('; name="x"; NAME=model'), 'must not repeat the parameter `name`'],
    [disposition('; filename="a"; name="x"; filename=""'), 'must not repeat the parameter `filename`'],
    [disposition('; a="; name=x"; b=1; name="model"; name=x'), 'must not repeat'],
    [`${disposition('; name="x"')}\r\n${disposition('; name="model"')}`, 'more than one `content-disposition` header'],
    [
      'Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64',
      'more than one `content-transfer-encoding` header',
    ],
    [disposition('; name="x"; name*=utf-8\'\'model'), 'must not have the parameter `name*`'],
    [disposition('; name*0="mod"; name*1="el"'), 'must not have the parameter `name*0`'],
    [disposition('; name="x"; filename*0="a"'), 'must not have the parameter `filename*0`'],
    [disposition('; name="x";\r\n name="model"'), 'continues on another line'],
    [disposition(';\r\n\tname="model"'), 'continues on another line'],
    [disposition('; name="x"\nContent-Disposition: form-data; name="model"'), 'single CR or LF'],
    [disposition('; name="x"\rContent-Disposition: form-data; name="model"'), 'single CR or LF'],
    [disposition('; name="x\0"'), 'control character'],
    [disposition('; name="x\\"; name="model"'), 'backslash before a quote'],
    [disposition('; name="x\\\\"; y="; name=model"'), 'backslash before a quote'],
    [disposition('; filename="x\\"; name=model; y=\\"a"; name="file"'), 'backslash before a quote'],
    [disposition('; name="mod\\el"'), 'contains a backslash'],
    [disposition('; name="=?utf-8?q?model?="'), 'contains a backslash or `=?`'],
    [disposition('; name="model'), 'parameters of the form'],
    [disposition('; name="x"y; name="model"'), 'parameters of the form'],
    [disposition('; name = "model"'), 'parameters of the form'],
    [disposition('; name=mo del'), 'parameters of the form'],
    [disposition('; name='), 'parameters of the form'],
    [disposition(', name="model"'), 'parameters of the form'],
    [disposition(';; name="model"'), 'parameters of the form'],
    ['Content-Disposition:', 'is malformed'],
    ['Content-Disposition: attachment; name="model"', 'is not form-data'],
    ['Content-Disposition : form-data; name="model"', 'not of the form `name: value`'],
    ['\ufeffContent-Disposition: form-data; name="model"', 'not of the form `name: value`'],
    ['Content-Disposition', 'not of the form `name: value`'],
  ])('a part headed %j is refused, because servers read it differently', (headers, why) => {
    for (const body of [`--XX\r\n${headers}\r\n\r\na\r\n`, `${modelPart('x')}--XX\r\n${headers}\r\n\r\na\r\n`]) {
      expect(find(form(body))).toMatchObject({
        ok: false,
        code: 'invalid_form',
        message: expect.stringContaining(why),
      });
    }
  });

  test('text in a quoted parameter that looks like another parameter is ignored', () => {
    const headers = disposition('; a="; name=x"; name="model"');
    expect(site(form(`--XX\r\n${headers}\r\n\r\nm\r\n`)).names()).toEqual(['m']);
  });

  test.each([
    ['multipart/form-data; boundary=XX; boundary=B', 'must not repeat the parameter `boundary`'],
    ['multipart/form-data; boundary=B; Boundary="XX"', 'must not repeat the parameter `boundary`'],
    ["multipart/form-data; boundary=XX; boundary*=utf-8''B", 'must not have the parameter `boundary*`'],
    ['multipart/form-data; boundary=XX; boundary*0=B', 'must not have the parameter `boundary*0`'],
    ['multipart/form-data; boundary=XX, multipart/form-data; boundary=B', 'parameters of the form'],
    ['multipart/form-data; boundary="XX', 'parameters of the form'],
    ['multipart/form-data; boundary = XX', 'parameters of the form'],
    ['multipart/form-data; boundary="X\\X"', 'with a boundary'],
    ['multipart/form-data; boundary="XX "', 'with a boundary'],
    ['multipart/form-data; boundary=""', 'with a boundary'],
    [`multipart/form-data; boundary=${'X'.repeat(71)}`, 'with a boundary'],
  ])('a content type of %p is refused, because servers read it differently', (contentType, why) => {
    expect(find(form(modelPart('x')), contentType)).toMatchObject({
      code: 'invalid_form',
      message: expect.stringContaining(why),
    });
  });

  test.each(['multipart/form-data;boundary="XX"', 'Multipart/Form-Data; charset=utf-8; BOUNDARY=XX;'])(
    'a content type of %p is accepted',
    (contentType) => {
      expect(site(form(modelPart('x')), contentType).model).toBe('x');
    },
  );

  test('a model that is a file, is encoded, or appears too often is refused', () => {
    const asFile = form(modelPart('x').replace('"model"', '"model"; filename="m"'));
    const encoded = form(modelPart('eA==').replace('\r\n\r\n', '\r\nContent-Transfer-Encoding: base64\r\n\r\n'));
    const often = form(...Array.from({ length: 65 }, () => modelPart('x')));
    for (const body of [asFile, encoded, often]) expect(find(body)).toMatchObject({ code: 'invalid_model' });
  });

  test('a form written by the platform reads the same except for the model, whatever its fields contain', async () => {
    const content = fc.uint8Array({ maxLength: 300 });
    const field = fc.tuple(fc.constantFrom('file', 'model', 'prompt', 'a"b', 'é'), content, fc.boolean());
    await fc.assert(
      fc.asyncProperty(
        fc.array(field, { maxLength: 6 }),
        fc.string({ unit: 'grapheme-ascii' }),
        async (fields, model) => {
          const data = new FormData();
          for (const [name, bytes, isFile] of fields) {
            if (isFile && name !== 'model') data.append(name, new Blob([bytes]), 'x.bin');
            else data.append(name, Buffer.from(bytes).toString('hex'));
          }
          const request = new Request('http://h/', { method: 'POST', body: data });
          const contentType = request.headers.get('content-type') ?? '';
          const before = new Uint8Array(await request.arrayBuffer());
          expect(site(before, contentType).model).toBe(data.getAll('model').at(-1) ?? null);
          const after = put(before, model, contentType);
          const read = await new Response(after, { headers: { 'content-type': contentType } }).formData();
          expect(new Set(read.getAll('model'))).toEqual(new Set([model]));
          const rest = async (each: FormData) =>
            Promise.all(
              [...each]
                .filter(([name]) => name !== 'model')
                .map(async ([name, value]) => [
                  name,
                  typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('hex'),
                ]),
            );
          expect(await rest(read)).toEqual(await rest(data));
        },
      ),
      { numRuns: 200 },
    );
  });

  test('a file of 30 MB is skipped quickly and unchanged', () => {
    const head = Buffer.from('--XX\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n');
    const audio = Buffer.alloc(30_000_000, '\r\n--X');
    const tail = Buffer.from(`\r\n${form(modelPart('whisper-1'))}`);
    const body = Buffer.concat([head, audio, tail]);
    const after = put(body, 'whisper-2');
    expect(after.length).toBe(body.length);
    expect(after.subarray(0, head.length + audio.length).equals(Buffer.concat([head, audio]))).toBe(true);
    expect(after.subarray(-tail.length).toString()).toBe(`\r\n${form(modelPart('whisper-2'))}`);
  });
});
