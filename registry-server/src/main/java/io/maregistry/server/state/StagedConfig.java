package io.maregistry.server.state;

import io.maregistry.model.ConfigName;

/** A version of a configuration item of a document that is being restored. */
public record StagedConfig(ConfigName name, ConfigVersion version) {}
