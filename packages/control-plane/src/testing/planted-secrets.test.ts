import { PlantedSecrets } from './planted-secrets.suite';

const formsOf = (secret: string) => {
  const written = (shift: number) => Buffer.concat([Buffer.alloc(shift, 'x'), Buffer.from(secret)]);
  return [secret, Buffer.from(secret).toString('hex'), ...[0, 1, 2].map((shift) => written(shift).toString('base64'))];
};

it.each([
  ['in its place', (secrets: PlantedSecrets) => secrets.next()],
  ['astray', (secrets: PlantedSecrets) => secrets.nextStray()],
])('finds a planted credential %s in every form that it may take, and nothing where there is none', (_where, plant) => {
  const secrets = new PlantedSecrets();
  for (const form of formsOf(plant(secrets))) {
    expect(secrets.anyOf('a place', Buffer.from(`xx ${form} yy`))).not.toEqual([]);
  }
  expect(secrets.anyOf('a place', Buffer.from('sk-something-else'))).toEqual([]);
});

it('lets an answer quote a stray of its own request as it is, and no other credential', () => {
  const secrets = new PlantedSecrets();
  const [own, other, placed] = [secrets.nextStray(), secrets.nextStray(), secrets.next()];
  const request = `{ a(b: "${own}", c: "${placed}") }`;
  expect(secrets.inAnswer(request, `"${own}" is not an Int`)).toEqual([]);
  expect(secrets.inAnswer(request, `"${other}" is not an Int`)).not.toEqual([]);
  for (const form of [...formsOf(placed), ...formsOf(own).slice(1)]) {
    expect(secrets.inAnswer(request, `"${form}"`)).not.toEqual([]);
  }
});

it('the search finds a key that was shown, but no other that looks like one', () => {
  const secrets = new PlantedSecrets();
  const shown = `sy_live_${'a'.repeat(43)}`;
  secrets.noteShown(`{"secret":"${shown}"}`);
  expect(secrets.anyOf('a place', Buffer.from(`a key ${shown} in a log`))).toHaveLength(1);
  expect(secrets.anyOf('a place', Buffer.from(`a key sy_live_${'b'.repeat(43)}`))).toEqual([]);
});
