# The service as a process of Node on any PostgreSQL. Build: docker build -t innkeep .
# Pin both bases by digest where you build for production: docker buildx imagetools inspect node:24-bookworm-slim

FROM docker.io/library/node:24-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY scripts scripts
COPY migrations migrations
COPY src src
RUN npm run build

# Only what runs: Node itself, two bundles, the migrations and the files that are served.
FROM docker.io/library/debian:bookworm-slim
COPY --from=build /usr/local/bin/node /usr/local/bin/node
WORKDIR /app
COPY --from=build /src/dist/node dist/node
COPY --from=build /src/dist/assets dist/assets
COPY package.json LICENSE ./
ENV NODE_ENV=production PORT=8787
USER 10001:10001
EXPOSE 8787
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Node is told to stop by SIGTERM, finishes what it has begun, and ends by itself. Migrations: node dist/node/migrate.js
STOPSIGNAL SIGTERM
CMD ["node", "dist/node/server.js"]
