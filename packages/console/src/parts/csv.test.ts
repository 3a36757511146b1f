import { csvOf } from './csv';

it('quotes what must be quoted, and defuses what a spreadsheet would run', () => {
  const rows = [
    ['name', 'requests'],
    ['a "quoted", name', 12],
    ['=HYPERLINK("https://evil.example")', -1],
    [null, 0],
  ];
  expect(csvOf(rows)).toBe(
    'name,requests\r\n"a ""quoted"", name",12\r\n"\'=HYPERLINK(""https://evil.example"")",-1\r\n,0\r\n',
  );
});
