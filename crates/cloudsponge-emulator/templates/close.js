// A window that a script opened closes itself when it has done its part. Others stay: browsers see to that.
window.close();
