import type { ObjectKind } from '../kernel/object-kind';
import type { FieldDifference } from './change';
import { differencesBetween } from './differences';
import { describeCertificates, describeInLine } from '../kernel/text/certificate-descriptions';
import type { ImageValue } from './image-content';

/** Members that name an object within another one, which is the first of a list that the image has. */
const NAMED_WITHIN_FIRST: Partial<Record<ObjectKind, { readonly members: readonly string[]; readonly of: string }>> = {
  // Each provider may have an endpoint of the same name.
  AI_API: { members: ['defaultProductionEndpoint', 'defaultSandboxEndpoint'], of: 'providers' },
};

/**
 * The differences between two images of an object. Where the same name means another object, because its owner is another
 * one, both are shown with their owners: `openai/main` and `azure/main`. Certificates are described, because in PEM nobody
 * can tell one from another.
 */
export function imageDifferences(
  kind: ObjectKind,
  before: ImageValue | undefined,
  after: ImageValue | undefined,
): FieldDifference[] {
  if (kind === 'ENDPOINT' && certificatesOf(before) !== certificatesOf(after)) {
    return differencesBetween(withDescribedCertificates(before), withDescribedCertificates(after));
  }
  const named = NAMED_WITHIN_FIRST[kind];
  if (named === undefined || before === undefined || after === undefined) return differencesBetween(before, after);
  const [from, to] = [firstOf(before, named.of), firstOf(after, named.of)];
  if (from === to) return differencesBetween(before, after);
  return differencesBetween(withOwner(before, named.members, from), withOwner(after, named.members, to));
}

function firstOf(image: ImageValue, member: string): string {
  const list: unknown = Reflect.get(image, member);
  return Array.isArray(list) ? String(list[0]) : '';
}

function withOwner(image: ImageValue, members: readonly string[], owner: string): ImageValue {
  const owned = members.flatMap((member) => {
    const name: unknown = Reflect.get(image, member);
    return typeof name === 'string' ? [[member, `${owner}/${name}`]] : [];
  });
  return { ...image, ...Object.fromEntries(owned) };
}

function withDescribedCertificates(image: ImageValue | undefined): ImageValue | undefined {
  const pem = certificatesOf(image);
  return typeof pem === 'string' ? { ...image, caCertificate: describeCertificates(pem).map(describeInLine) } : image;
}

/** In PEM, or null; undefined if there is no image. */
function certificatesOf(image: ImageValue | undefined): unknown {
  return image && Reflect.get(image, 'caCertificate');
}
