package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.state.RoutedView;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.util.Locale;

/** The list of several groups of a service as bytes, made anew for each who asks. Stateless; any thread. */
final class RoutedLists {

    private static final int FEW = 1_000; // instances, which an event loop may write

    private RoutedLists() {}

    /** Whether the list takes longer to make than an event loop can wait. */
    static boolean isMuchToMake(RoutedView view) {
        return view.size() > FEW;
    }

    /** As {@code /v1/services/{s}} answers. */
    static byte[] answer(Root root, RoutedView view, Wanted wanted) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("service", view.name().service());
            out.writeStringField("namespace", view.name().namespace());
            out.writeStringField("group", view.name().groups().text());
            out.writeNumberField("revision", view.revision());
            out.writeNumberField("version", view.version());
            instances(out, root, view, wanted);
            out.writeEndObject();
        });
    }

    /** As a watch tells it. */
    static byte[] state(Root root, RoutedView view, Enum<?> reason) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("service", key(view.name()));
            out.writeNumberField("revision", view.revision());
            out.writeNumberField("version", view.version());
            out.writeStringField("reason", reason.name().toLowerCase(Locale.ROOT));
            instances(out, root, view, Wanted.ALL);
            out.writeEndObject();
        });
    }

    private static String key(RoutedName name) {
        return name.namespace() + '/' + name.groups().text() + '/' + name.service();
    }

    private static void instances(JsonGenerator out, Root root, RoutedView view, Wanted wanted) throws IOException {
        out.writeArrayFieldStart("instances");
        for (RoutedView.Part part : view.parts()) {
            long defaultTtl = root.settings(part.view().name()).defaultTtlMillis();
            for (Listed listed : part.view().instances()) {
                if (wanted.has(root, listed)) {
                    InstanceWriter.grouped(out, part.shown(listed.instance()), defaultTtl, part.group());
                }
            }
        }
        out.writeEndArray();
    }

    /** What the tag of such a list says beside its revision. */
    static String suffix(RoutedName name, Wanted wanted) {
        return '-' + name.groups().name().toLowerCase(Locale.ROOT) + wanted.suffix();
    }
}
