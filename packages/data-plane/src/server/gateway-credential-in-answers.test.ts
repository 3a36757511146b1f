import { randomBytes } from 'node:crypto';
import { createGzip, gunzipSync, gzipSync } from 'node:zlib';
import { credentialOf } from '@switchyard/test-entries';
import { answering, gateway, scriptedGateway, serve, suspensions } from '../testing/scripted-gateway.suite';
import type { Script } from '../testing/scripted-upstream.suite';
import { ask, received, type Vendor, VENDORS } from '../testing/vendors.suite';

scriptedGateway(['a', 'b']);

const CREDENTIAL = credentialOf('production');
const PART = CREDENTIAL.slice(3, 15);
const CONTENT = 'data: {"choices":[{"delta":{"content":"a"}}]}\n\n';

async function answerTo(script: Script) {
  serve(VENDORS.openai, script);
  return received(await ask(gateway, VENDORS.openai, true));
}

describe('an answer with a good status that may be an error and quotes the credential', () => {
  const quote = JSON.stringify({ error: { message: PART } });
  const large = 'x'.repeat(70_000);
  const send = (type: string, body: string | Buffer, more: Record<string, string> = {}): Script =>
    answering(200, body, { 'content-type': type, ...more });

  it.each<[string, number, Script]>([
    ['JSON that is not held', 0, send('application/json', quote)],
    ['an event that is not held', 0, send('text/event-stream', `data: {"detail":"${PART}"}\n\n`)],
    ['text', 5, send('text/plain', `Bad key: ${PART}`)],
    ['text that is called JSON', 5, send('application/json', `Bad key: ${PART}`)],
    ['an array of text', 5, send('application/json', `["${PART}"]`)],
    ['a page', 0, send('text/html', `<html>${PART}</html>`)],
    ['JSON in front of a large member', 5, send('application/json', `{"detail":"${PART}","pad":"${large}"}`)],
    ['a large event', 5, send('text/event-stream', `data: {"detail":"${large}${PART}"}\n\n`)],
    ['sound that is JSON', 5, send('audio/mpeg', quote)],
    ['lines of JSON', 5, send('application/x-ndjson', `${quote}\n`)],
    ['compressed text', 0, send('text/plain', gzipSync(`Bad key: ${PART}`), { 'content-encoding': 'gzip' })],
  ])('is a 502 as long as nothing was passed on, and suspends nobody: %s', async (_title, holdBackSeconds, script) => {
    gateway.entry.streamHoldBackSeconds = holdBackSeconds;
    const { status, text } = await answerTo(script);
    expect([status, text.includes("quotes the gateway's credential"), suspensions()]).toEqual([502, true, []]);
  });

  it.each<[string, string, string, string]>([
    ['JSON behind much white space', 'application/json', ' '.repeat(70_000), quote],
    ['text', 'text/plain', 'Bad key: ', PART],
    ['an event after content', 'text/event-stream', CONTENT, `data: {"detail":"${large}${PART}"}\n\n`],
    [
      'an event that is too large to be judged',
      'text/event-stream',
      `${CONTENT}data: {"detail":"${'x'.repeat(17_000_000)}`,
      `${PART}"}\n\n`,
    ],
  ])('breaks off once it was passed on in part, and suspends nobody: %s', async (_title, type, before, rest) => {
    let end = () => {};
    serve(VENDORS.openai, (response) => {
      response.writeHead(200, { 'content-type': type }).write(before);
      end = () => response.end(rest);
    });
    const response = await ask(gateway, VENDORS.openai, true);
    end();
    const { status, text, isWhole } = await received(response);
    expect([status, text.startsWith(before), text.includes(PART), isWhole]).toEqual([200, true, false, false]);
    expect(suspensions()).toEqual([]);
  });

  it('fails over to another target', async () => {
    gateway.entry.streamHoldBackSeconds = 0;
    serve(VENDORS.openai, send('text/plain', `Bad key: ${PART}`), 'b');
    expect(await received(await ask(gateway, VENDORS.openai))).toMatchObject({ target: 'production/b', status: 200 });
  });

  it('is passed on unchanged if only its content quotes it', async () => {
    const body = JSON.stringify({ id: 'a', choices: [{ message: { content: CREDENTIAL } }] });
    for (const holdBackSeconds of [0, 5]) {
      gateway.entry.streamHoldBackSeconds = holdBackSeconds;
      const answer = await answerTo(send('application/json', body));
      expect(answer).toMatchObject({ status: 200, text: body, isWhole: true });
    }
  });
});

describe('an answer whose content is not known', () => {
  const UNROUTED: Vendor = { ...VENDORS.openai, path: 'threads/a', streamPath: 'threads/a' };
  const CUSTOM: Vendor = { ...VENDORS.openai, profile: { ...VENDORS.openai.profile, contentMembers: [] } };
  const quote = JSON.stringify({ error: { message: PART } });
  const LINE = '{"choices":[{"delta":{"content":"a"}}]}\n';
  const vendors: [string, Vendor][] = [
    ['of an operation that is not routed', UNROUTED],
    ['of a profile without content members', CUSTOM],
  ];

  describe.each(vendors)('%s', (_title, vendor) => {
    it.each<[string, string, string | Buffer, string | null]>([
      ['JSON', 'application/json', quote, null],
      ['text', 'text/plain', `Bad key: ${PART}`, null],
      ['bytes', 'application/octet-stream', `\u0001${PART}`, null],
      ['compressed JSON', 'application/json', gzipSync(quote), 'gzip'],
      ['compressed text', 'text/plain', gzipSync(`Bad key: ${PART}`), 'gzip'],
      ['lines of JSON', 'application/jsonl', `${quote}\n`, null],
      ['compressed lines of JSON', 'application/jsonl', gzipSync(`${quote}\n`), 'gzip'],
      ['an unknown coding', 'application/json', quote, 'snappy'],
    ])('is a 502 if it quotes the credential, and suspends nobody: %s', async (_what, type, body, coding) => {
      serve(vendor, answering(200, body, { 'content-type': type, ...(coding && { 'content-encoding': coding }) }));
      const { status, text } = await received(await ask(gateway, vendor));
      expect([status, text.includes("quotes the gateway's credential"), suspensions()]).toEqual([502, true, []]);
    });

    it('is passed on as it comes, and breaks off where it quotes the credential', async () => {
      for (const type of ['application/json', 'application/x-ndjson']) {
        let end = () => {};
        serve(vendor, (response) => {
          response.writeHead(200, { 'content-type': type }).write(LINE);
          end = () => response.end(quote);
        });
        const response = await ask(gateway, vendor);
        end();
        expect(await received(response)).toMatchObject({ status: 200, text: LINE, isWhole: false });
      }
    });

    it.each<[string, string, Buffer, string | null]>([
      ['a picture', 'image/png', Buffer.from(`\u0001${PART}`), null],
      [
        'a download, behind its first 64 KiB',
        'application/octet-stream',
        Buffer.from('-'.repeat(200_000) + PART),
        null,
      ],
      ['a compressed download', 'text/plain', gzipSync(randomBytes(200_000)), 'gzip'],
      ['a compressed download that becomes large', 'text/plain', gzipSync(Buffer.alloc(3_000_000)), 'gzip'],
    ])('is passed on whole: %s', async (_what, type, body, coding) => {
      serve(vendor, answering(200, body, { 'content-type': type, ...(coding && { 'content-encoding': coding }) }));
      const { status, text, isWhole } = await received(await ask(gateway, vendor));
      const sent = (coding === null ? body : gunzipSync(body)).toString('latin1');
      expect([status, text === sent, isWhole, suspensions()]).toEqual([200, true, true, []]);
    });
  });

  it('may take longer than a stream, if the operation is not routed', async () => {
    gateway.entry.streamMaxDurationSeconds = 1;
    serve(UNROUTED, (response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      let left = 15;
      const timer = setInterval(() => {
        left -= 1;
        response.write('piece');
        if (left > 0) return;
        clearInterval(timer);
        response.end();
      }, 100);
    });
    expect(await received(await ask(gateway, UNROUTED))).toMatchObject({ text: 'piece'.repeat(15), isWhole: true });
  });
});

it('a line of JSON behind content breaks off an answer if it quotes the credential', async () => {
  const line = '{"choices":[{"delta":{"content":"a"}}]}\n';
  const lines = line + JSON.stringify({ error: { message: PART } });
  for (const coding of [null, 'gzip']) {
    let end = () => {};
    serve(VENDORS.openai, (response) => {
      const headers = { 'content-type': 'application/x-ndjson', ...(coding && { 'content-encoding': coding }) };
      response.writeHead(200, headers);
      const encoder = coding === null ? response : createGzip();
      if (encoder !== response) encoder.pipe(response);
      encoder.write(line, () => void ('flush' in encoder && encoder.flush()));
      end = () => encoder.end(lines.slice(line.length));
    });
    const response = await ask(gateway, VENDORS.openai);
    end();
    const { text, isWhole } = await received(response);
    expect([coding, text, isWhole]).toEqual([coding, line, false]);
  }
});

describe('an error whose coding hides the credential', () => {
  const gzip = gzipSync(JSON.stringify({ error: { message: 'no' } }));
  const hidden = Buffer.from(`\0${CREDENTIAL}`);
  it.each<[string, number, string, Buffer]>([
    ['behind gzip', 422, 'gzip', Buffer.concat([gzip, hidden])],
    ['behind gzip, with a good status', 200, 'gzip', Buffer.concat([gzip, hidden])],
    ['within two codings', 503, 'gzip, gzip', gzipSync(Buffer.concat([gzip, hidden]))],
  ])('is withheld: %s', async (_title, status, coding, body) => {
    serve(VENDORS.openai, (response) => {
      response.writeHead(status, { 'content-type': 'application/json', 'content-encoding': coding }).end(body);
    });
    const response = await ask(gateway, VENDORS.openai);
    expect([response.headers.get('content-encoding'), (await received(response)).text]).toEqual([
      null,
      expect.stringContaining("quotes the gateway's credential"),
    ]);
  });
});
