package io.maregistry.server.snapshot;

import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.DistinctNames;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.JsonInput;
import java.util.HashSet;
import java.util.Set;

/**
 * Reads a plain document, or the plain part of a full one, into {@link Rows}, and looks at all of it. Keys may be in upper
 * or lower case and in any order; other keys are passed over.
 *
 * <p>A fault is: one of the four keys missing or given twice; a service, an identity or a second name twice; an instance
 * that could not be registered; a counter that is no integer from 0 to 2^52, or a time that is none below
 * 2^53; a key that is no service or no
 * {@code service@url}. VERSIONS of a service that lists nothing are lawful: it was emptied. So are TIMESTAMPS of an
 * instance that is not listed: the documents' servers leave them behind, and they say nothing of those that are. Of a time
 * given twice the last one counts.
 *
 * <p>One thread, one use.
 */
final class PlainReader {

    private final JsonInput in;
    private final InstanceReader instances;
    private final Rows rows;
    private final Keys keys = new Keys();
    private final Set<String> read = new HashSet<>();
    private boolean isFull;

    PlainReader(JsonInput in, InstanceReader instances, Rows rows) {
        this.in = in;
        this.instances = instances;
        this.rows = rows;
    }

    /** Takes the rows of a plain document one by one. */
    interface Rows {

        void instance(ServiceName service, InstanceRequest instance);

        void version(ServiceName service, long version);

        void renewed(ServiceName service, InstanceId id, long millis);

        void version(long version);
    }

    void read() {
        in.begin();
        in.fields(this::field);
        for (String key : new String[] {"REGISTRY", "VERSIONS", "TIMESTAMPS", "version"}) {
            if (!read.contains(key)) {
                throw in.fault(key, "is missing");
            }
        }
        in.end();
    }

    /** True where the document says that it is a full one; ask at the end. */
    boolean isFull() {
        return isFull;
    }

    private void field(String key) {
        switch (key) {
            case "REGISTRY", "registry" -> {
                once("REGISTRY");
                registry();
            }
            case "VERSIONS", "versions" -> {
                once("VERSIONS");
                versions();
            }
            case "TIMESTAMPS", "timestamps" -> {
                once("TIMESTAMPS");
                in.entries(this::renewed);
            }
            case "version" -> {
                once("version");
                rows.version(counter());
            }
            default -> {
                isFull |= key.equals("format") || key.equals("checksum");
                in.skip();
            }
        }
    }

    private void once(String key) {
        if (!read.add(key)) {
            throw in.fault("is there twice");
        }
    }

    private void registry() {
        Set<ServiceName> seen = new HashSet<>();
        in.entries(key -> {
            ServiceName service = fresh(key, seen);
            DistinctNames names = new DistinctNames();
            in.elements(() -> {
                InstanceRequest instance = instances.read(in);
                if (!names.add(instance.id(), instance.content().instanceId())) {
                    throw in.fault("is there twice, or has the instanceId of another one: " + instance.id());
                }
                rows.instance(service, instance);
            });
        });
    }

    private void versions() {
        Set<ServiceName> seen = new HashSet<>();
        in.entries(key -> rows.version(fresh(key, seen), counter()));
    }

    private void renewed(String key) {
        int at = key.indexOf('@');
        if (at < 0) {
            throw in.fault("must be named service@url");
        }
        ServiceName service = service(key, at);
        try {
            rows.renewed(service, InstanceId.ofUrl(key.substring(at + 1)), in.integer(0, FullReader.MAX_INTEGER));
        } catch (IllegalArgumentException unlawful) {
            throw in.fault("must be named service@url: " + unlawful.getMessage());
        }
    }

    private ServiceName fresh(String key, Set<ServiceName> seen) {
        ServiceName service = service(key, key.length());
        if (!seen.add(service)) {
            throw in.fault("is there twice");
        }
        return service;
    }

    private ServiceName service(String key, int length) {
        try {
            return keys.service(key, length);
        } catch (IllegalArgumentException unlawful) {
            throw in.fault("is no name of a service: " + unlawful.getMessage());
        }
    }

    private long counter() {
        return in.integer(0, RestorableRows.MAX_COUNTER);
    }
}
