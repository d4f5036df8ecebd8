# The Node that the tests run on; tests/deploy/image.test.ts compares it with pnpm-workspace.yaml.
ARG NODE_VERSION=26.10.0

FROM node:${NODE_VERSION}-trixie-slim AS dependencies
ENV CI=true
WORKDIR /app
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml .npmrc ./
COPY apps/cli/package.json apps/cli/
COPY apps/server/package.json apps/server/
COPY packages/client/package.json packages/client/
COPY packages/db/package.json packages/db/
COPY packages/rest/package.json packages/rest/
COPY packages/router/package.json packages/router/
# A Node comes with the image, so the one from npm (150 MB) goes.
RUN npx pnpm@12 install --prod --frozen-lockfile \
  && rm -r node_modules/.bin/node node_modules/node-linux-* node_modules/.pnpm/node-linux-*

FROM node:${NODE_VERSION}-trixie-slim
ENV ENVIRONMENT=production PORT=8000 DATA_DIR=/data
# The user `node`, by number: Kubernetes can see that it is not root.
RUN install --directory --mode=700 --owner=1000 --group=1000 /data
WORKDIR /app
# A layer of its own, which stays the same until a dependency changes.
COPY --from=dependencies /app ./
# Node runs no TypeScript below node_modules, so the workspace itself is what runs.
COPY docket ./
COPY apps apps
COPY packages packages
USER 1000:1000
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Without a shell or pnpm between, so that SIGTERM reaches the server.
ENTRYPOINT ["node"]
CMD ["apps/server/src/main.ts"]
