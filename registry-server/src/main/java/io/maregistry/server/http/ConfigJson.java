package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.ConfigName;
import io.maregistry.server.state.ConfigItem;
import io.maregistry.server.state.ConfigText;
import io.maregistry.server.state.ConfigVersion;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What is said of configuration items in JSON. Stateless; any thread. */
final class ConfigJson {

    private ConfigJson() {}

    /** What one command changed of an item, as a watcher is told. */
    static byte[] change(ItemChange change) {
        ConfigItem item = (ConfigItem) change.value();
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("config", change.key());
            out.writeNumberField("revision", change.revision());
            out.writeNumberField("previous", change.previousRevision());
            out.writeStringField("action", item == null ? "removed" : "published");
            out.writeStringField("cause", change.cause().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("at", change.atMillis());
            content(out, item);
            out.writeEndObject();
        });
    }

    /** What an item says, as a watcher is told; without a content where there is none. */
    static byte[] state(ConfigName name, Root root, String reason) {
        ConfigItem item = root.config(name);
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("config", name.key());
            out.writeNumberField("revision", root.revisionOf(name));
            out.writeStringField("reason", reason);
            content(out, item);
            out.writeEndObject();
        });
    }

    private static void content(JsonGenerator out, @Nullable ConfigItem item) throws IOException {
        if (item != null) {
            out.writeStringField("contentType", item.content().contentType());
            out.writeStringField("content", item.content().text());
        }
    }

    /** A page of a listing. */
    static byte[] list(Root root, List<ConfigItem> items, @Nullable ConfigName next) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", root.scalars().revision());
            out.writeArrayFieldStart("configs");
            for (ConfigItem item : items) {
                out.writeStartObject();
                out.writeStringField("dataId", item.name().dataId());
                out.writeStringField("namespace", item.name().namespace());
                out.writeStringField("group", item.name().group());
                out.writeNumberField("revision", item.revision());
                out.writeNumberField("at", item.atMillis());
                size(out, item.content());
                out.writeEndObject();
            }
            out.writeEndArray();
            if (next != null) {
                out.writeStringField("next", next.key());
            }
            out.writeEndObject();
        });
    }

    /** What an item said lately, newest first. */
    static byte[] history(ConfigName name, List<ConfigVersion> oldestFirst) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("config", name.key());
            out.writeArrayFieldStart("entries");
            for (int at = oldestFirst.size() - 1; at >= 0; at--) {
                ConfigVersion version = oldestFirst.get(at);
                out.writeStartObject();
                out.writeNumberField("revision", version.revision());
                out.writeNumberField("at", version.atMillis());
                out.writeStringField("action", version.content() == null ? "removed" : "published");
                if (version.content() != null) {
                    size(out, version.content());
                }
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    private static void size(JsonGenerator out, ConfigText content) throws IOException {
        out.writeNumberField("size", content.bytes());
        out.writeStringField("contentType", content.contentType());
    }
}
