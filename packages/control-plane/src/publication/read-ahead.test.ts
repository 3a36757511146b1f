import { readAhead } from './read-ahead';

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('reads each item while the one before it is used, and no further', async () => {
  const seen: string[] = [];
  const source = (async function* () {
    for (const item of ['a', 'b', 'c']) {
      seen.push(`read ${item}`);
      yield item;
    }
  })();
  for await (const item of readAhead(source)) {
    await nextTurn();
    seen.push(`used ${item}`);
  }
  expect(seen).toEqual(['read a', 'read b', 'used a', 'read c', 'used b', 'used c']);
});

it('leaves nothing under way when its user stops or the source fails', async () => {
  const seen: string[] = [];
  const source = async function* (failing: boolean) {
    try {
      for (let item = 1; ; item += 1) {
        if (failing && item === 2) throw new Error('the source fails');
        await nextTurn();
        seen.push(`read ${item}`);
        yield item;
      }
    } finally {
      seen.push('closed');
    }
  };
  for await (const item of readAhead(source(false))) if (item === 1) break;
  expect(seen.splice(0)).toEqual(['read 1', 'read 2', 'closed']);
  const used: number[] = [];
  const using = (async () => {
    for await (const item of readAhead(source(true))) {
      await nextTurn();
      used.push(item);
    }
  })();
  await expect(using).rejects.toThrow('the source fails');
  expect([used, seen]).toEqual([[1], ['read 1', 'closed']]);
});
