import { markdownTables } from './markdown-tables';

const PAGE = `# Page

| no | section |
| -- | ------- |
| 1  | x       |

## First

| name | meaning |
| :--- | ------- |
| \`a\`  | one \\| two |
| \`b\`  |         |

Text.

| other |
| ----- |
| \`c\`   |

## Second

| name |
| ---- |
| \`d\`  |
`;

it('has the rows of a section, without headers', () => {
  expect(markdownTables(PAGE, 'First')).toEqual([['`a`', 'one \\| two'], ['`b`', ''], ['`c`']]);
  expect(markdownTables(PAGE, 'Second')).toEqual([['`d`']]);
  expect(markdownTables(PAGE, 'Third')).toEqual([]);
});
