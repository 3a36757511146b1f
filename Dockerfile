# One target per program: docker build --target data-plane .
FROM node:26-slim AS build
WORKDIR /switchyard
# Copy what rarely changes first, so that Docker caches the installed dependencies.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
COPY packages packages
RUN npx --yes pnpm@12.21.0 install --frozen-lockfile
COPY LICENSE tsconfig.json tsconfig.base.json ./
COPY scripts scripts
RUN for program in control-plane data-plane simulator cli; do node scripts/assemble.mjs "$program" "/assembled/$program" || exit 1; done

FROM node:26-slim AS program
ENV NODE_ENV=production SWITCHYARD_HOST=0.0.0.0
WORKDIR /switchyard
USER node

FROM program AS control-plane
COPY --from=build /assembled/control-plane ./
EXPOSE 4000 4001
CMD ["node", "dist/main.js"]

FROM program AS data-plane
COPY --from=build /assembled/data-plane ./
ENV SWITCHYARD_DATA_DIR=/var/lib/switchyard
USER root
RUN mkdir --mode=700 /var/lib/switchyard && chown node:node /var/lib/switchyard
USER node
EXPOSE 8080 8081
CMD ["node", "dist/main.js"]

FROM program AS simulator
COPY --from=build /assembled/simulator ./
EXPOSE 9090
CMD ["node", "dist/main.js"]

FROM program AS cli
COPY --from=build /assembled/cli ./
ENTRYPOINT ["node", "bin/switchyard.js"]
