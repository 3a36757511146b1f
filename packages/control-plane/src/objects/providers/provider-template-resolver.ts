import { Query, Resolver } from 'type-graphql';
import { Requires } from '../../kernel/graphql/requires';
import { describeTemplates, ProviderTemplateDescription } from './provider-template-description';

@Resolver()
export class ProviderTemplateResolver {
  @Requires('VIEWER')
  @Query(() => [ProviderTemplateDescription], {
    description: 'The templates that a provider can be created from.',
  })
  providerTemplates(): ProviderTemplateDescription[] {
    return describeTemplates();
  }
}
