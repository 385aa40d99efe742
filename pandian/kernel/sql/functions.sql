-- Fingerprints of the database's functions 库内函数指纹: a function is made anew when its file
-- changed (pandian/config/objects.py).
CREATE TABLE kernel_function (
    name   text  PRIMARY KEY,
    digest bytea NOT NULL
);
