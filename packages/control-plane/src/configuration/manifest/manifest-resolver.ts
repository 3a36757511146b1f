import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, Mutation, Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { ChangePlan } from '../plan/change-plan';
import type { RequestContext } from '../../objects/loaders/request-context';
import { JsonObjectScalar } from '../../kernel/graphql/scalars';
import { APPLY_SELECTOR_DESCRIPTION, ApplyManifestInput, ApplyManifestPayload } from './apply-manifest';
import { memoized } from '../../kernel/memoized';
import { ManifestFormat } from '../../kernel/text/manifest-format';
import { manifestJsonSchema } from './manifest-json-schema';
import type { ManifestService } from './manifest-service';

const EXPORT_SELECTOR =
  'Only the providers, AI APIs and consumers whose labels this selector matches, such as `team=chat`, without empty sections; all by default.';

const EXPORT_PROVIDER =
  'Only the provider of this name, with its models and endpoints. Applied without `prune`, the text changes nothing else.';

/** Made once, because it takes milliseconds in which the control plane does nothing else. */
const jsonSchemaOf = memoized(manifestJsonSchema);

@Resolver()
export class ManifestResolver {
  constructor(private readonly service: ManifestService) {}

  @Requires('VIEWER')
  @Query(() => String, {
    description: 'The whole configuration as a manifest. Applying it unchanged changes nothing.',
  })
  exportManifest(
    @Arg('format', () => ManifestFormat, {
      nullable: true,
      description: 'The format of the text.',
      defaultValue: ManifestFormat.YAML,
    })
    format: ManifestFormat | null,
    @Arg('labelSelector', () => String, { nullable: true, description: EXPORT_SELECTOR })
    labelSelector: string | null,
    @Arg('provider', () => String, { nullable: true, description: EXPORT_PROVIDER })
    provider: string | null,
  ): Promise<string> {
    return this.service.export(format ?? ManifestFormat.YAML, { labelSelector, provider });
  }

  @Requires('VIEWER')
  @Query(() => String, {
    description: 'The whole configuration at a revision, as a manifest.',
  })
  configurationAt(
    @Arg('revision', () => Int, { description: "The revision's number." }) revision: number,
    @Arg('format', () => ManifestFormat, {
      nullable: true,
      description: 'The format of the text.',
      defaultValue: ManifestFormat.YAML,
    })
    format: ManifestFormat | null,
    @Arg('labelSelector', () => String, { nullable: true, description: EXPORT_SELECTOR })
    labelSelector: string | null,
  ): Promise<string> {
    return this.service.exportAsOf(revision, format ?? ManifestFormat.YAML, { labelSelector });
  }

  @Requires('VIEWER')
  @Query(() => JsonObjectScalar, {
    description: 'The JSON Schema of a manifest, for editors and for validation before sending.',
  })
  manifestSchema(@Info() { schema }: GraphQLResolveInfo): Record<string, unknown> {
    return { ...jsonSchemaOf(schema) };
  }

  @Requires('VIEWER')
  @Query(() => ChangePlan, {
    description:
      'What applying a manifest would change: the same as `applyManifest` with `dryRun`, for callers who may only read.',
  })
  planManifest(
    @Arg('manifest', () => String, { description: 'The manifest, as YAML or JSON.' }) manifest: string,
    @Arg('prune', () => Boolean, {
      nullable: true,
      description: "Whether to delete objects that the manifest's sections do not list.",
      defaultValue: false,
    })
    prune: boolean | null,
    @Arg('labelSelector', () => String, { nullable: true, description: APPLY_SELECTOR_DESCRIPTION })
    labelSelector: string | null,
    @Ctx() { caller }: RequestContext,
  ): Promise<ChangePlan> {
    return this.service.plan(caller, { manifest, prune, labelSelector });
  }

  @Requires('EDITOR')
  @Mutation(() => ApplyManifestPayload, {
    nullable: true,
    description:
      'Applies a manifest to the configuration, all or nothing, in one revision. With `dryRun` it only returns the plan.',
  })
  applyManifest(
    @Arg('input', () => ApplyManifestInput, { description: 'The manifest and how to apply it.' })
    input: ApplyManifestInput,
    @Ctx() { caller }: RequestContext,
  ): Promise<ApplyManifestPayload> {
    return this.service.apply(caller, input);
  }
}
