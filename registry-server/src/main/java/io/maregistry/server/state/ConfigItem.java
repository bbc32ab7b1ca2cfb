package io.maregistry.server.state;

import io.maregistry.model.ConfigName;

/**
 * A configuration item: a text that programs read, as it was published last.
 *
 * @param revision of the registry when it was published
 * @param atMillis wall time of the leader then, epoch milliseconds
 */
public record ConfigItem(ConfigName name, ConfigText content, long revision, long atMillis) implements Item {

    @Override
    public Kind kind() {
        return Kind.CONFIG;
    }

    @Override
    public String key() {
        return name.key();
    }

    @Override
    public int bytes() {
        return key().length() + content.contentType().length() + content.text().length();
    }

    @Override
    public ConfigItem at(long newRevision) {
        return new ConfigItem(name, content, newRevision, atMillis);
    }
}
