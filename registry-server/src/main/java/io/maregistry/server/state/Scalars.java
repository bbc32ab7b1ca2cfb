package io.maregistry.server.state;

/**
 * The single values of the state.
 *
 * @param clusterId random name of the cluster, 32 hexadecimal digits; empty until the first leader has given one
 * @param lineage the line that the revisions belong to; 0 until birth
 * @param revision counts changes of membership, content and status
 * @param version the documents' global counter; also moved by the documents' renewals
 * @param clockMillis the liveness clock: milliseconds of serving time since birth
 * @param nextHandle the handle that the next added instance gets; from 1
 * @param floor the revision of any service that is not stored; the highest one among forgotten services
 * @param formatLevel the format of log entries in use
 */
public record Scalars(
        String clusterId,
        long lineage,
        long revision,
        long version,
        long clockMillis,
        long nextHandle,
        long floor,
        int formatLevel) {}
