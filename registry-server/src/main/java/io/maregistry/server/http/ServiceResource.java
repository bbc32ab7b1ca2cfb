package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.registry.Watching;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.server.watch.From;
import io.maregistry.server.watch.Scope;
import io.maregistry.wire.JsonOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One service with its instances, now or once it has changed: {@code /v1/services/{s}}. */
final class ServiceResource {

    private static final int FEW = 1_000; // live instances, which an event loop may write
    private static final String FILTER = "filter"; // of which each value is a condition
    private static final byte[] END = {'}'};

    static final Duration USUAL_WAIT = Duration.ofSeconds(30);
    static final Duration MAX_WAIT = Duration.ofSeconds(60);

    private final Reads reads;
    private final Watching watching;
    private final ListAnswers lists;
    private final LiveForm live;
    private final WorkPool work;

    ServiceResource(Reads reads, Watching watching, ListAnswers lists, LiveForm live, WorkPool work) {
        this.reads = reads;
        this.watching = watching;
        this.lists = lists;
        this.live = live;
        this.work = work;
    }

    List<Route> routes() {
        List<String> names = new ArrayList<>(List.of("namespace", "group", "healthy", FILTER, "live", "since", "wait"));
        names.addAll(Reads.PARAMETERS);
        Route.Parameters parameters = new Route.Parameters(names, List.of(FILTER));
        return List.of(new Route(Verb.GET, "/v1/services/{s}", Route.Intake.DROPPED, parameters, this::show));
    }

    /** What is asked for. */
    private record Asked(ServiceName name, Wanted wanted, boolean isLive) {
        static Asked of(Exchange exchange) {
            Query query = exchange.request().query();
            return new Asked(
                    Named.service(exchange.variable(0), query),
                    Wanted.of(query.flag("healthy"), query.all(FILTER)),
                    query.flag("live"));
        }
    }

    private void show(Exchange exchange) {
        Query query = exchange.request().query();
        RoutedName several = Named.routed(exchange.variable(0), query);
        ServiceRead asked = several == null ? new One(Asked.of(exchange)) : RoutedRead.of(several, query, work);
        String since = query.get("since");
        long waitMillis = query.duration("wait", USUAL_WAIT, MAX_WAIT).toMillis();
        if (since != null) {
            poll(exchange, asked, reads.token(since), waitMillis);
        } else if (query.get("wait") != null) {
            throw new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, "wait needs since");
        } else {
            reads.find(exchange, false, (root, labels) -> asked.answer(exchange, root, labels));
        }
    }

    private void poll(Exchange exchange, ServiceRead asked, ResumeToken since, long waitMillis) {
        LongPoll.Answering answering = new LongPoll.Answering() {
            @Override
            public void changed(Root root, Labels labels) {
                asked.answer(exchange, root, labels);
            }

            @Override
            public void unchanged(Root root, Labels labels) {
                Tag tag = asked.tag(root);
                boolean hasNewerRules = asked.rulesRevision(root) > since.revision();
                if (tag == null || (hasNewerRules && !Reads.isKnown(exchange, tag))) {
                    exchange.answer(Reads.unchanged(labels)); // the tag is not that of the body that the client has
                } else {
                    exchange.answer(Reads.notModified(labels, tag));
                }
            }
        };
        exchange.goOnOnceThere(watching.after(since), from -> {
            if (from instanceof From.Anew) {
                reads.find(exchange, false, answering::changed);
            } else {
                new LongPoll(exchange, reads, watching, asked, since, answering).begin(waitMillis);
            }
        });
    }

    /** One group's list. */
    private final class One implements ServiceRead {
        private final Asked asked;

        One(Asked asked) {
            this.asked = asked;
        }

        @Override
        public long revision(Root root) {
            return root.revisionOf(root.service(asked.name()));
        }

        @Override
        public long rulesRevision(Root root) {
            return RulesForm.revision(root, asked.name());
        }

        @Override
        public ServiceName service() {
            return asked.name();
        }

        @Override
        public Scope scope() {
            return Scope.Named.of(List.of(asked.name()), List.of());
        }

        @Override
        public void answer(Exchange exchange, Root root, Labels labels) {
            ServiceResource.this.answer(exchange, asked, root, labels);
        }

        @Override
        public @Nullable Tag tag(Root root) {
            return asked.isLive() ? null : ServiceResource.tag(asked, root);
        }
    }

    private void answer(Exchange exchange, Asked asked, Root root, Labels labels) {
        ServiceView service = root.service(asked.name());
        if (!asked.isLive() && asked.wanted().isLive()) {
            lists.answerFresh(exchange, labels, () -> made(root, asked), isMuch(root, asked));
        } else if (!asked.isLive()) {
            list(exchange, asked, root, labels);
        } else if (service != null && service.size() > FEW) {
            exchange.answerWhen(work.call(() -> live(asked, root)), json -> Answer.json(labels, json));
        } else {
            exchange.answer(Answer.json(labels, live(asked, root)));
        }
    }

    private void list(Exchange exchange, Asked asked, Root root, Labels labels) {
        ServiceView service = root.service(asked.name());
        long defaultTtl = root.settings(asked.name()).defaultTtlMillis();
        lists.answer(
                exchange,
                labels,
                tag(asked, root),
                new ListAnswers.Listing(
                        asked.name(),
                        "v1" + asked.wanted().form() + defaultTtl + RulesForm.suffix(root, asked.name()),
                        service == null ? asked.name() : service,
                        () -> made(root, asked),
                        isMuch(root, asked)));
    }

    private static Body.Pieces made(Root root, Asked asked) {
        return Body.framed(head(root, asked.name()), ServiceLists.nativeOf(root, asked.name(), asked.wanted()), END);
    }

    private static boolean isMuch(Root root, Asked asked) {
        return ServiceLists.isMuchToMakeNative(root, asked.name(), asked.wanted());
    }

    /** Null where what is listed may change without a change of the service. */
    private static @Nullable Tag tag(Asked asked, Root root) {
        return asked.wanted().isLive()
                ? null
                : new Tag(
                        root.scalars().lineage(),
                        root.revisionOf(root.service(asked.name())),
                        asked.wanted().suffix() + RulesForm.suffix(root, asked.name()));
    }

    /** What comes before the list. */
    private static byte[] head(Root root, ServiceName name) {
        byte[] whole = JsonOutput.bytes(out -> {
            out.writeStartObject();
            writeCounters(out, root, name);
            RulesForm.write(out, root, name);
            out.writeEndObject();
        });
        String fields = new String(whole, 0, whole.length - 1, StandardCharsets.UTF_8);
        return (fields + ",\"instances\":").getBytes(StandardCharsets.UTF_8);
    }

    private byte[] live(Asked asked, Root root) {
        ServiceView service = root.service(asked.name());
        Settings settings = root.settings(asked.name());
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            writeCounters(out, root, asked.name());
            RulesForm.write(out, root, asked.name());
            out.writeArrayFieldStart("instances");
            if (service != null) {
                for (Listed listed : service.instances()) {
                    if (asked.wanted().has(root, listed)) {
                        live.write(out, root, settings, listed);
                    }
                }
            }
            out.writeEndArray();
            out.writeEndObject();
        });
    }

    /** The name of a service and its counters, as every native answer about a service has them. */
    static void writeCounters(JsonGenerator out, Root root, ServiceName name) throws IOException {
        ServiceView service = root.service(name);
        out.writeStringField("service", name.name());
        out.writeStringField("namespace", name.namespace());
        out.writeStringField("group", name.group());
        out.writeNumberField("revision", root.revisionOf(service));
        out.writeNumberField("version", service == null ? 0 : service.version());
    }
}
