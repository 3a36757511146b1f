/** A response of the GraphQL API. */
export interface GraphqlAnswer<T> {
  data?: T;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> & { code: string } }[];
}

/** Calls the GraphQL API as a script would. */
export class GraphqlClient {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  async send<T>(query: string, variables: object = {}): Promise<GraphqlAnswer<T>> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as GraphqlAnswer<T>;
  }

  /** @throws Error if the response has any errors */
  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const { data, errors } = await this.send<T>(query, variables);
    if (errors !== undefined || data === undefined) throw new Error(`GraphQL answered ${JSON.stringify(errors)}`);
    return data;
  }
}
