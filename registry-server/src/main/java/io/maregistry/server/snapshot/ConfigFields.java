package io.maregistry.server.snapshot;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.ConfigName;
import io.maregistry.server.state.ConfigHistory;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The configuration items of a full document, which has them where there are some: {@code "configs":{"floor":60,"items":{"a":
 * [{"revision":91,"at":…,"contentType":"text/plain","text":"…"},{"revision":92,"at":…}]}}}; a version without a text is a
 * removal, and no floor is 0. One thread.
 */
final class ConfigFields {

    static final String NAME = "configs";

    private ConfigFields() {}

    static void write(JsonGenerator json, Root root) throws IOException {
        if (root.configs().isEmpty() && root.configFloor() == 0) {
            return;
        }
        json.writeObjectFieldStart(NAME);
        if (root.configFloor() != 0) {
            json.writeNumberField("floor", root.configFloor());
        }
        json.writeObjectFieldStart("items");
        for (ConfigHistory item : root.configs()) {
            json.writeArrayFieldStart(item.name().key());
            for (ConfigVersion version : item.versions()) {
                version(json, version);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** The floor alone. */
    static void floor(JsonGenerator json, long floor) throws IOException {
        json.writeStartObject();
        json.writeNumberField("floor", floor);
        json.writeEndObject();
    }

    static void version(JsonGenerator json, ConfigVersion version) throws IOException {
        json.writeStartObject();
        json.writeNumberField("revision", version.revision());
        json.writeNumberField("at", version.atMillis());
        ConfigText content = version.content();
        if (content != null) {
            json.writeStringField("contentType", content.contentType());
            json.writeStringField("text", content.text());
        }
        json.writeEndObject();
    }

    static void read(JsonInput in, Rows rows) {
        in.fields(field -> {
            switch (field) {
                case "floor" -> rows.configFloor(number(in));
                case "items" -> in.entries(key -> item(in, key, rows));
                default -> throw in.fault("is unknown");
            }
        });
    }

    private static void item(JsonInput in, String key, Rows rows) {
        in.elements(() -> version(in, key, rows));
    }

    static void version(JsonInput in, String key, Rows rows) {
        Version version = new Version();
        in.fields(field -> version.field(in, field));
        try {
            rows.config(ConfigName.ofKey(key), version.build());
        } catch (IllegalArgumentException rule) {
            throw in.fault("is unlawful: " + rule.getMessage());
        }
    }

    private static long number(JsonInput in) {
        return in.integer(0, FullReader.MAX_INTEGER);
    }

    /** What has been read of a version. */
    private static final class Version {
        private long revision;
        private long atMillis;
        private @Nullable String contentType;
        private @Nullable String text;

        void field(JsonInput in, String name) {
            switch (name) {
                case "revision" -> revision = number(in);
                case "at" -> atMillis = number(in);
                case "contentType" -> contentType = in.text();
                case "text" -> text = in.text();
                default -> throw in.fault("is unknown");
            }
        }

        ConfigVersion build() {
            if (revision == 0 || (contentType == null) != (text == null)) {
                throw new IllegalArgumentException("a version needs a revision, and contentType and text or neither");
            }
            return new ConfigVersion(
                    revision, atMillis, contentType == null || text == null ? null : new ConfigText(contentType, text));
        }
    }
}
