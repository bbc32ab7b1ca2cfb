package io.maregistry.server.grpc;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.Rules;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Address;
import io.maregistry.proto.v1.ClusterMember;
import io.maregistry.proto.v1.Namespace;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.ServiceSummary;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.proto.v1.WatchConfig;
import io.maregistry.proto.v1.WatchReset;
import io.maregistry.server.registry.NamespacePage;
import io.maregistry.server.registry.Server;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.ConfigItem;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.watch.RecordedChange;
import io.maregistry.server.watch.WatchEvent;
import io.maregistry.wire.ConfigMessages;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.NamespaceMessages;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the state holds, as messages. A change is made into one once, for the first who needs it. Any thread. */
final class Messages {

    private static final int FEW = 2_000; // instances, which take a few milliseconds
    private static final long NEVER = -1;

    private Messages() {}

    /** Whether the service's list takes longer to make than an event loop can wait. */
    static boolean isMuchToMake(@Nullable ServiceView view) {
        return view != null && isMuchToMake(view.size());
    }

    /** The same of so many instances. */
    static boolean isMuchToMake(int instances) {
        return instances > FEW;
    }

    /**
     * The service as that root has it; of one that was never there the revision is the floor of all such.
     *
     * @param isLive whether the instances come with their metrics
     */
    static Service service(Root root, ServiceName name, Wanted wanted, boolean isLive) {
        ServiceView view = root.service(name);
        Service.Builder service = head(root, name);
        if (view != null) {
            for (Listed listed : view.instances()) {
                if (wanted.has(root, listed)) {
                    service.addInstances(
                            isLive
                                    ? InstanceMessages.toMessage(listed.instance(), root.metrics(listed))
                                    : InstanceMessages.toMessage(listed.instance()));
                }
            }
        }
        return service.build();
    }

    /** The service without its instances. */
    static Service.Builder head(Root root, ServiceName name) {
        ServiceView view = root.service(name);
        return Service.newBuilder()
                .setKey(KeyMessages.toMessage(name))
                .setRevision(root.revisionOf(view))
                .setVersion(view == null ? 0 : view.version());
    }

    /** What operators want of a service. */
    static io.maregistry.proto.v1.ServiceRules rules(ServiceRules ruled) {
        io.maregistry.proto.v1.ServiceRules.Builder message = io.maregistry.proto.v1.ServiceRules.newBuilder()
                .putAllMetadata(ruled.rules().metadata().asMap())
                .setRevision(ruled.revision());
        if (ruled.rules().ttlMillis() != Rules.UNSET) {
            message.setTtlMs(ruled.rules().ttlMillis());
        }
        if (ruled.rules().ratioPerMille() != Rules.UNSET) {
            message.setProtectionRatioPerMille(ruled.rules().ratioPerMille());
        }
        return message.build();
    }

    static ServiceSummary summary(Root root, ServiceName name) {
        ServiceView view = root.service(name);
        return ServiceSummary.newBuilder()
                .setKey(KeyMessages.toMessage(name))
                .setRevision(root.revisionOf(view))
                .setVersion(view == null ? 0 : view.version())
                .setInstances(view == null ? 0 : view.size())
                .setHealthy(view == null ? 0 : view.healthy())
                .build();
    }

    static Namespace namespace(NamespacePage.Described described) {
        return Namespace.newBuilder()
                .setNamespace(described.namespace().name())
                .setDescription(described.namespace().description())
                .setQuota(NamespaceMessages.toMessage(described.namespace().quota()))
                .setServices(described.space().services())
                .setInstances(described.space().instances())
                .addAllGroups(described.space().groups())
                .setRevision(described.namespace().revision())
                .build();
    }

    static ClusterMember member(Server server) {
        ClusterMember.Builder message = ClusterMember.newBuilder()
                .setIsSelf(server.isSelf())
                .setIsUp(server.isUp())
                .setIsLeader(server.isLeader())
                .setIsHashLeader(server.isHashLeader());
        Member member = server.member();
        if (member == null) {
            message.setAddress(Address.newBuilder().setName(server.name()));
        } else {
            message.setAddress(Headers.address(member)).setBuild(member.build());
        }
        Server.Figures figures = server.figures();
        if (figures == null) {
            return message.setAgeMs(NEVER).build();
        }
        return message.setIsReady(figures.isReady())
                .setRole(figures.role())
                .setTerm(figures.term())
                .setCommitted(figures.committed())
                .setApplied(figures.applied())
                .setRevision(figures.revision())
                .setVersion(figures.version())
                .setStateHash(figures.stateHash())
                .setAgeMs(figures.ageMillis())
                .build();
    }

    static WatchChange change(RecordedChange recorded) {
        return recorded.form(WatchChange.class, () -> change((ServiceChange) recorded.change()));
    }

    /** What one command made of a configuration item. */
    static WatchConfig config(RecordedChange recorded) {
        return recorded.form(WatchConfig.class, () -> config((ItemChange) recorded.change()));
    }

    private static WatchConfig config(ItemChange change) {
        ConfigItem item = (ConfigItem) change.value();
        WatchConfig.Builder message = WatchConfig.newBuilder()
                .setKey(ConfigMessages.toMessage(ConfigName.ofKey(change.key())))
                .setRevision(change.revision())
                .setPreviousRevision(change.previousRevision())
                .setAction(item == null ? "removed" : "published")
                .setCause(lower(change.cause()))
                .setAtMs(change.atMillis());
        return withContent(message, item);
    }

    /** What a configuration item says. */
    static WatchConfig config(WatchEvent.ConfigState event) {
        WatchConfig.Builder message = WatchConfig.newBuilder()
                .setKey(ConfigMessages.toMessage(event.config()))
                .setRevision(event.root().revisionOf(event.config()))
                .setReason(lower(event.reason()));
        return withContent(message, event.root().config(event.config()));
    }

    private static WatchConfig withContent(WatchConfig.Builder message, @Nullable ConfigItem item) {
        return item == null
                ? message.build()
                : message.setContentType(item.content().contentType())
                        .setContent(item.content().text())
                        .build();
    }

    private static WatchChange change(ServiceChange change) {
        WatchChange.Builder message = WatchChange.newBuilder()
                .setService(KeyMessages.toMessage(change.service()))
                .setRevision(change.revision())
                .setPreviousRevision(change.previousRevision())
                .setVersion(change.version())
                .setAction(lower(change.action()))
                .setCause(lower(change.cause()))
                .setAtMs(change.atMillis())
                .setSize(change.size());
        for (Instance instance : change.instances()) {
            message.addInstances(InstanceMessages.toMessage(instance));
        }
        return message.build();
    }

    static WatchReset reset(WatchEvent.Reset event) {
        return WatchReset.newBuilder()
                .setLineage(ResumeToken.lineageText(event.lineage()))
                .setRevision(event.revision())
                .setReason(lower(event.cause()))
                .build();
    }

    static String lower(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
