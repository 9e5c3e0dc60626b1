CREATE TABLE join_settings (
  tenant_id TEXT NOT NULL,
  version   BIGINT NOT NULL,
  door      TEXT NOT NULL,
  PRIMARY KEY (tenant_id)
);
