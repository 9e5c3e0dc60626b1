CREATE TABLE quotas (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  name      TEXT NOT NULL,
  most      BIGINT NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
