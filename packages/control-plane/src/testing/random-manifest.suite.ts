import { makeCertificate } from '@switchyard/test-entries';

const REFERENCES = ['env:FIRST_KEY', 'env:SECOND_KEY', 'file:/run/secrets/third', 'secret:fourth'];
const NAMES = ['alpha', 'beta', 'gamma'];
const ENVIRONMENTS = ['PRODUCTION', 'SANDBOX'];
const CA = makeCertificate('CA', { isCa: true }).cert;

/**
 * Writes random manifests: most of them could be applied, some name what is not there, break a rule, or hold a
 * credential itself, as when somebody does not know that they must not.
 */
export class RandomManifests {
  constructor(
    private readonly random: () => number,
    private readonly nextSecret: () => string,
  ) {}

  /** One of the references that manifests make. */
  reference(): string {
    return this.#oneOf(REFERENCES);
  }

  next(): string {
    const manifest = {
      ...this.#maybe(0.8, 'providers', () => this.#some(() => this.#provider())),
      ...this.#maybe(0.5, 'aiApis', () => this.#some(() => this.#aiApi())),
      ...this.#maybe(0.4, 'consumers', () => this.#some(() => this.#consumer())),
      ...this.#maybe(0.03, this.nextSecret(), () => 'a member whose name is a credential'),
    };
    const text = JSON.stringify(manifest, null, this.random() < 0.5 ? 2 : 0);
    return this.random() < 0.05 ? text.slice(0, Math.floor(this.random() * text.length)) : text;
  }

  #provider(): object {
    return {
      name: this.#oneOf(NAMES),
      template: this.#oneOf(['OPENAI', 'OPENAI', 'ANTHROPIC', 'NONE']),
      ...this.#maybe(0.8, 'models', () =>
        this.#some(() => ({ name: this.#oneOf(NAMES), enabled: this.random() < 0.8 })),
      ),
      ...this.#maybe(0.8, 'endpoints', () => this.#some(() => this.#endpoint())),
    };
  }

  #endpoint(): object {
    return {
      name: this.#oneOf(NAMES),
      environment: this.#oneOf(ENVIRONMENTS),
      url: `https://${this.#oneOf(NAMES)}.example/v1`,
      ...this.#maybe(0.7, 'credential', () =>
        this.random() < 0.8
          ? `\${${this.reference()}}`
          : this.random() < 0.5
            ? this.nextSecret()
            : { apiKey: this.nextSecret() },
      ),
      ...this.#maybe(0.1, 'caCertificate', () => (this.random() < 0.5 ? CA : this.#withPrivateKey())),
    };
  }

  #withPrivateKey(): string {
    return `${CA}-----BEGIN PRIVATE KEY-----\n${this.nextSecret()}\n-----END PRIVATE KEY-----\n`;
  }

  #aiApi(): object {
    const name = this.#oneOf(NAMES);
    const target = () => ({
      ...this.#maybe(0.3, 'provider', () => this.#oneOf(NAMES)),
      model: this.#oneOf(NAMES),
      endpoint: this.#oneOf(NAMES),
    });
    const side = () =>
      this.random() < 0.5 ? { targets: this.#some(target) } : { primary: target(), fallbacks: this.#some(target) };
    return {
      name,
      basePath: `/fuzz/${name}`,
      providers: this.random() < 0.7 ? [this.#oneOf(NAMES)] : this.#some(() => this.#oneOf(NAMES)),
      ...this.#maybe(0.3, 'modelAliases', () =>
        this.#some(() => ({ name: this.#oneOf(NAMES), model: this.#oneOf(NAMES) })),
      ),
      ...this.#maybe(0.3, 'defaultProductionEndpoint', () => this.#oneOf(NAMES)),
      ...this.#maybe(0.5, 'policies', () => [
        { kind: this.#oneOf(['ROUND_ROBIN', 'FAILOVER', 'WEIGHTED_ROUND_ROBIN']), production: side() },
      ]),
      ...this.#maybe(0.02, 'requestTimeoutSeconds', () => this.nextSecret()),
    };
  }

  #consumer(): object {
    return { name: this.#oneOf(NAMES), ...this.#maybe(0.5, 'access', () => this.#some(() => this.#oneOf(NAMES))) };
  }

  #maybe<T>(probability: number, name: string, value: () => T): Record<string, T> {
    return this.random() < probability ? { [name]: value() } : {};
  }

  /** None to three; now and then with one of them twice. */
  #some<T>(make: () => T): T[] {
    return Array.from({ length: Math.floor(this.random() * 4) }, make);
  }

  #oneOf<T>(values: readonly T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }
}
