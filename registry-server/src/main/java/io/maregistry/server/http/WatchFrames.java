package io.maregistry.server.http;

import io.maregistry.model.Instance;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.watch.RecordedChange;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events of a watch as frames of an event stream. A change is encoded once, for the first who needs it, and its bytes
 * stay with it. Any thread.
 */
final class WatchFrames {

    private static final byte[] END = "}\n\n".getBytes(StandardCharsets.US_ASCII);

    private WatchFrames() {}

    /** A change's frame; one without a resume point is not the same. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Encoded(boolean hasPoint, byte[] frame) {}

    /** What opens a stream. */
    static Body.Pieces hello(String watch, String node, Labels labels) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("watch", watch);
            out.writeStringField("node", node);
            out.writeStringField("mode", labels.position().mode());
            out.writeStringField("lineage", ResumeToken.lineageText(labels.lineage()));
            out.writeNumberField("revision", labels.revision());
            out.writeEndObject();
        });
        return Body.of("retry: 1000\n\n" + frame("hello", null, json));
    }

    /** The whole list of a service. */
    static Body.Pieces state(WatchEvent.State event) {
        Root root = event.root();
        ServiceView view = root.service(event.service());
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("service", event.service().key());
            out.writeNumberField("revision", root.revisionOf(view));
            out.writeNumberField("version", view == null ? 0 : view.version());
            out.writeStringField("reason", lower(event.reason()));
            out.writeEndObject();
        });
        String fields = new String(json, 0, json.length - 1, StandardCharsets.UTF_8);
        String head = head("state", event.point()) + "data: " + fields + ",\"instances\":";
        return Body.framed(
                head.getBytes(StandardCharsets.UTF_8), ServiceLists.nativeOf(root, event.service(), Wanted.ALL), END);
    }

    /** The whole list of several groups of a service. */
    static Body.Pieces state(WatchEvent.RoutedState event) {
        Root root = event.root();
        byte[] json = RoutedLists.state(root, RoutedView.of(root, event.name()), event.reason());
        return Body.of(frame("state", event.point(), json));
    }

    /** {@code defaultTtlMillis} is shown of the instances of a service that name no ttl of their own. */
    static Body.Pieces change(
            RecordedChange recorded, @Nullable ResumeToken point, ToLongFunction<ServiceName> defaultTtlMillis) {
        Encoded encoded = recorded.form(Encoded.class, () -> encoded(recorded, point, defaultTtlMillis));
        return new Body.Bytes(
                encoded.hasPoint() == (point != null)
                        ? encoded.frame()
                        : encoded(recorded, point, defaultTtlMillis).frame());
    }

    private static Encoded encoded(
            RecordedChange recorded, @Nullable ResumeToken point, ToLongFunction<ServiceName> defaultTtlMillis) {
        return recorded.change() instanceof ServiceChange ofService
                ? encoded(ofService, point, defaultTtlMillis.applyAsLong(ofService.service()))
                : new Encoded(point != null, bytes(frame("change", point, ConfigJson.change((ItemChange)
                        recorded.change()))));
    }

    /** What a configuration item says. */
    static Body.Pieces state(WatchEvent.ConfigState event) {
        byte[] json = ConfigJson.state(event.config(), event.root(), lower(event.reason()));
        return Body.of(frame("state", event.point(), json));
    }

    private static byte[] bytes(String frame) {
        return frame.getBytes(StandardCharsets.UTF_8);
    }

    private static Encoded encoded(ServiceChange change, @Nullable ResumeToken point, long defaultTtlMillis) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("service", change.service().key());
            out.writeNumberField("revision", change.revision());
            out.writeNumberField("previous", change.previousRevision());
            out.writeNumberField("version", change.version());
            out.writeStringField("action", lower(change.action()));
            out.writeStringField("cause", lower(change.cause()));
            out.writeNumberField("at", change.atMillis());
            out.writeArrayFieldStart("instances");
            for (Instance instance : change.instances()) {
                InstanceWriter.nativeForm(out, instance, defaultTtlMillis, null);
            }
            out.writeEndArray();
            out.writeNumberField("size", change.size());
            out.writeEndObject();
        });
        return new Encoded(point != null, bytes(frame("change", point, json)));
    }

    static Body.Pieces progress(ResumeToken point, boolean isComplete) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeNumberField("revision", point.revision());
            out.writeBooleanField("complete", isComplete);
            out.writeEndObject();
        });
        return Body.of(frame("progress", point, json));
    }

    static Body.Pieces reset(WatchEvent.Reset event) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("lineage", ResumeToken.lineageText(event.lineage()));
            out.writeNumberField("revision", event.revision());
            out.writeStringField("reason", lower(event.cause()));
            out.writeEndObject();
        });
        return Body.of(frame("reset", null, json));
    }

    /** The last of a stream; {@code leader} is where one may go, null where none is known. */
    static Body.Pieces bye(String reason, @Nullable String leader) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("reason", reason);
            if (leader != null) {
                out.writeStringField("leader", leader);
            }
            out.writeEndObject();
        });
        return Body.of(frame("bye", null, json));
    }

    private static String frame(String event, @Nullable ResumeToken point, byte[] json) {
        return head(event, point) + "data: " + new String(json, StandardCharsets.UTF_8) + "\n\n";
    }

    private static String head(String event, @Nullable ResumeToken point) {
        return "event: " + event + '\n' + (point == null ? "" : "id: " + point + '\n');
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
