package io.maregistry.client.internal.view;

import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.InstanceStatus;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchBye;
import io.maregistry.proto.v1.WatchChange;
import io.maregistry.proto.v1.WatchEvent;
import io.maregistry.proto.v1.WatchHello;
import io.maregistry.proto.v1.WatchProgress;
import io.maregistry.proto.v1.WatchRefused;
import io.maregistry.proto.v1.WatchReset;
import io.maregistry.proto.v1.WatchState;
import io.maregistry.wire.ErrorDetails;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What nodes say, in short. */
final class Told {

    static final long LINE = 0x1234;

    private Told() {}

    static String line(long lineage) {
        return ResumeToken.lineageText(lineage);
    }

    static WatchEvent hello(long lineage) {
        return hello(lineage, Duration.ZERO);
    }

    /** With the promise to tell something that often. */
    static WatchEvent hello(long lineage, Duration progress) {
        return WatchEvent.newBuilder()
                .setHello(WatchHello.newBuilder()
                        .setHeader(Header.newBuilder().setLineage(line(lineage)).setComplete(true))
                        .setProgressMs(progress.toMillis()))
                .build();
    }

    /** A whole list, the last of its group. */
    static WatchEvent state(long id, ServiceName service, long revision, int... ports) {
        return state(id, service, revision, new ResumeToken(LINE, revision).toString(), ports);
    }

    static WatchEvent state(long id, ServiceName service, long revision, String token, int... ports) {
        return WatchEvent.newBuilder()
                .setId(id)
                .setToken(token)
                .setState(WatchState.newBuilder().setService(service(service, revision, ports)))
                .build();
    }

    static Service service(ServiceName name, long revision, int... ports) {
        return Service.newBuilder()
                .setKey(KeyMessages.toMessage(name))
                .setRevision(revision)
                .addAllInstances(instances(revision, ports))
                .build();
    }

    static WatchEvent change(long id, ServiceName service, long previous, long revision, String action, int... ports) {
        return half(id, service, previous, revision, action, ports).toBuilder()
                .setToken(new ResumeToken(LINE, revision).toString())
                .build();
    }

    /** A change of which more of the same revision follows. */
    static WatchEvent half(long id, ServiceName service, long previous, long revision, String action, int... ports) {
        return WatchEvent.newBuilder()
                .setId(id)
                .setChange(WatchChange.newBuilder()
                        .setService(KeyMessages.toMessage(service))
                        .setPreviousRevision(previous)
                        .setRevision(revision)
                        .setAction(action)
                        .addAllInstances(instances(revision, ports)))
                .build();
    }

    static WatchEvent progress(long id, long revision, boolean complete) {
        return WatchEvent.newBuilder()
                .setId(id)
                .setToken(new ResumeToken(LINE, revision).toString())
                .setProgress(WatchProgress.newBuilder().setComplete(complete))
                .build();
    }

    static WatchEvent reset(long id, long lineage, long revision) {
        return WatchEvent.newBuilder()
                .setId(id)
                .setReset(WatchReset.newBuilder()
                        .setLineage(line(lineage))
                        .setRevision(revision)
                        .setReason("lineage"))
                .build();
    }

    static WatchEvent bye() {
        return WatchEvent.newBuilder()
                .setBye(WatchBye.newBuilder().setReason("stopping"))
                .build();
    }

    static WatchEvent refused(long id, RegistryException why) {
        return WatchEvent.newBuilder()
                .setId(id)
                .setRefused(WatchRefused.newBuilder().setError(ErrorDetails.of(why)))
                .build();
    }

    static List<Integer> ports(List<Instance> instances) {
        return instances.stream().map(Instance::id).map(InstanceId::port).toList();
    }

    private static List<io.maregistry.proto.v1.Instance> instances(long revision, int... ports) {
        List<io.maregistry.proto.v1.Instance> instances = new ArrayList<>();
        for (int port : ports) {
            instances.add(io.maregistry.proto.v1.Instance.newBuilder()
                    .setScheme("http")
                    .setHost("10.0.0.1")
                    .setPort(port)
                    .setEffectiveWeight(100)
                    .setStatus(InstanceStatus.INSTANCE_STATUS_RUNNING)
                    .setRevision(revision)
                    .build());
        }
        return instances;
    }

    /** That an instance of the messages can be read back. */
    static Instance listed(int port) {
        return InstanceMessages.listed(instances(1, port).get(0));
    }
}
