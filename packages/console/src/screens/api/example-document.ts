/** What the page begins with. */
export const EXAMPLE_DOCUMENT = `# GraphQL with completion: press Ctrl-Space.
{
  aiApis {
    nodes {
      name
      basePath
      policies {
        kind
        name
      }
    }
  }
}
`;
