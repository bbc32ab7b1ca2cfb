package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.wire.PatchWriter;
import java.io.IOException;

/** What operators want of a service, as answers about it show it beside its counters. Stateless; any thread. */
final class RulesForm {

    private static final long SPREAD = 0x9e3779b97f4a7c15L; // odd, so that nothing is lost; its bits are as good as any

    private RulesForm() {}

    /** Writes the fields that a patch may change, as far as they are set, and the revision of their last change. */
    static void write(JsonGenerator out, Root root, ServiceName name) throws IOException {
        ServiceRules ruled = root.rules(name);
        if (ruled == null) {
            return;
        }
        Rules rules = ruled.rules();
        if (!rules.metadata().isEmpty()) {
            out.writeObjectFieldStart("metadata");
            for (int place = 0; place < rules.metadata().size(); place++) {
                out.writeStringField(
                        rules.metadata().key(place), rules.metadata().value(place));
            }
            out.writeEndObject();
        }
        if (rules.ttlMillis() != Rules.UNSET) {
            out.writeNumberField("ttlMs", rules.ttlMillis());
        }
        if (rules.ratioPerMille() != Rules.UNSET) {
            out.writeFieldName("protectionRatio");
            PatchWriter.ratio(out, rules.ratioPerMille());
        }
        out.writeNumberField("rulesRevision", ruled.revision());
    }

    /** When they changed last; 0 = there are none. */
    static long revision(Root root, ServiceName name) {
        ServiceRules ruled = root.rules(name);
        return ruled == null ? 0 : ruled.revision();
    }

    /** What a tag says of them beside the revision of the service, which they do not move; empty where there are none. */
    static String suffix(Root root, ServiceName name) {
        long revision = revision(root, name);
        return revision == 0 ? "" : "-r" + revision;
    }

    /** The same of a list of several groups, of whose rules it shows the ttl. */
    static String suffix(Root root, RoutedView view) {
        boolean isRuled = false;
        long mixed = 0;
        for (RoutedView.Part part : view.parts()) {
            long revision = revision(root, part.view().name());
            isRuled |= revision != 0;
            mixed = (mixed ^ revision) * SPREAD; // also of those without, so that each place counts
        }
        return isRuled ? "-r" + Long.toHexString(mixed) : "";
    }
}
